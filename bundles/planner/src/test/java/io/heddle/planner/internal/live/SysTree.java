package io.heddle.planner.internal.live;

import io.heddle.hardware.Inventory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A machine as sysfs shows it, which a test changes between two readings. */
final class SysTree {
    private final Path root;

    SysTree(Path root) {
        this.root = root;
    }

    Inventory read() {
        return Inventory.read(root);
    }

    SysTree file(String path, String text) {
        try {
            Path file = root.resolve(path.substring(1));
            Files.createDirectories(file.getParent());
            Files.writeString(file, text + "\n");
            return this;
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** A link as sysfs has them: {@code target} is relative to the link's folder. */
    SysTree link(String path, String target) {
        try {
            Path link = root.resolve(path.substring(1));
            Files.createDirectories(link.getParent());
            Files.deleteIfExists(link);
            Files.createSymbolicLink(link, Path.of(target));
            return this;
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    SysTree remove(String path) {
        Path top = root.resolve(path.substring(1));
        try (Stream<Path> files = Files.walk(top)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
            return this;
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    SysTree move(String from, String to) {
        try {
            Files.move(root.resolve(from.substring(1)), root.resolve(to.substring(1)));
            return this;
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** A PCI function that carries an interface which is up, with the usual values. */
    SysTree nic(String address, String id, String driver, String name) {
        String pci = "/sys/bus/pci/devices/" + address;
        String net = "/sys/class/net/" + name;
        file(pci + "/vendor", "0x" + id.substring(0, 4));
        file(pci + "/device", "0x" + id.substring(5));
        file(pci + "/class", "0x020000");
        file(pci + "/numa_node", "0");
        file(pci + "/net/" + name + "/type", "1");
        link(pci + "/driver", "../../drivers/" + driver);
        folder("/sys/bus/pci/drivers/" + driver);
        return plain(name).link(net + "/device", "../../../bus/pci/devices/" + address);
    }

    /** An interface without hardware. */
    SysTree plain(String name) {
        String net = "/sys/class/net/" + name;
        return file(net + "/type", "1")
                .file(net + "/address", "02:00:00:00:00:01")
                .file(net + "/mtu", "9000")
                .file(net + "/speed", "100000")
                .file(net + "/carrier", "1")
                .file(net + "/operstate", "up");
    }

    SysTree rebind(String address, String driver) {
        folder("/sys/bus/pci/drivers/" + driver);
        return link("/sys/bus/pci/devices/" + address + "/driver", "../../drivers/" + driver);
    }

    private void folder(String path) {
        try {
            Files.createDirectories(root.resolve(path.substring(1)));
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
