package io.heddle.dpdk.fake;

import io.heddle.dpdk.sriov.Sysfs;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The files and links of functions, drivers, IOMMU groups and interfaces in a tree. */
final class FakeBus {
    private static final Map<String, String> KERNEL_DRIVERS = Map.of(
            "0x1592",
            "ice",
            "0x1889",
            "iavf",
            "0xec20",
            "ena",
            "0x101d",
            "mlx5_core",
            "0x101e",
            "mlx5_core",
            "0x10c9",
            "igb",
            "0x10ca",
            "igbvf");
    private static final Map<String, String> VIRTUAL =
            Map.of("0x1592", "0x1889", "0x101d", "0x101e", "0x10c9", "0x10ca");

    private final Path root;
    private final Sysfs files;

    /** The drivers and interfaces that functions were recorded with. */
    private final Map<String, String> natural = new HashMap<>();

    private final Map<String, String> interfaces = new HashMap<>();
    private final Map<String, Map<String, String>> contents = new HashMap<>();
    private final Map<String, Set<String>> addresses = new TreeMap<>();

    FakeBus(Path root, Sysfs files) {
        this.root = root;
        this.files = files;
        for (String function : files.list(Sysfs.PCI)) {
            complete(function);
        }
        for (String file : List.of("bind", "unbind", "new_id")) {
            create(Sysfs.DRIVERS + "vfio-pci/" + file, "");
        }
        create(Sysfs.PROBE, "");
        create("/proc/sys/kernel/random/boot_id", "test");
    }

    private void complete(String function) {
        String at = Sysfs.PCI + function;
        create(at + "/driver_override", "(null)");
        if (files.read(at + "/sriov_totalvfs") != null) {
            create(at + "/sriov_drivers_autoprobe", "1");
        }
        String driver = files.link(at + "/driver");
        if (driver != null) {
            natural.put(function, driver);
            create(Sysfs.DRIVERS + driver + "/unbind", "");
        }
        String group = files.link(at + "/iommu_group");
        if (group != null) {
            link("/sys/kernel/iommu_groups/" + group + "/devices/" + function, real(function));
        }
        for (String name : files.list(at + "/net")) {
            interfaces.put(function, name);
            boolean up = "up".equals(files.read(at + "/net/" + name + "/operstate"));
            create(at + "/net/" + name + "/flags", up ? "0x1003" : "0x1002");
            var said = new TreeMap<String, String>();
            for (String file : files.list(at + "/net/" + name)) {
                if (Files.isRegularFile(path(at + "/net/" + name + "/" + file))) {
                    said.put(file, String.valueOf(files.read(at + "/net/" + name + "/" + file)));
                }
            }
            contents.put(name, said);
        }
    }

    private Path path(String name) {
        return root.resolve(name.substring(1));
    }

    /** Where a function's folder really is. */
    private Path real(String function) {
        try {
            return path(Sysfs.PCI + function).toRealPath();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private void create(String name, String value) {
        try {
            Path file = path(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, value + "\n");
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    void set(String name, String value) {
        create(name, value);
    }

    private void link(String name, Path target) {
        try {
            Path link = path(name);
            Files.createDirectories(link.getParent());
            Files.deleteIfExists(link);
            symbolic(link, link.getParent().toRealPath().relativize(target));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static void symbolic(Path link, Path target) {
        try {
            Files.createSymbolicLink(link, target);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private void remove(Path what) {
        try (Stream<Path> all = Files.walk(what)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    List<String> listed(String name) {
        return List.copyOf(addresses.getOrDefault(name, Set.of()));
    }

    Set<String> addresses(String name) {
        return addresses.computeIfAbsent(name, none -> new TreeSet<>());
    }

    void up(String name, boolean on) {
        create("/sys/class/net/" + name + "/flags", on ? "0x1003" : "0x1002");
    }

    void noLink(String name) {
        up(name, true);
        create("/sys/class/net/" + name + "/operstate", "down");
        var said = new TreeMap<>(contents.getOrDefault(name, Map.of()));
        said.put("operstate", "down");
        contents.put(name, said);
    }

    void makeVirtual(String pf, int count) {
        Path physical = real(pf);
        for (int index = 0; index < count; index++) {
            String function = virtual(pf, index);
            Path own = physical.resolveSibling(function);
            try {
                Files.createDirectories(own);
                Files.createSymbolicLink(
                        path(Sysfs.PCI + function), path(Sysfs.PCI).toRealPath().relativize(own));
                Files.createSymbolicLink(own.resolve("physfn"), Path.of("../" + pf));
                Files.createSymbolicLink(
                        physical.resolve("virtfn" + index), Path.of("../" + function));
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
            String at = Sysfs.PCI + function;
            String device = String.valueOf(files.read(Sysfs.PCI + pf + "/device"));
            create(at + "/vendor", String.valueOf(files.read(Sysfs.PCI + pf + "/vendor")));
            create(at + "/device", VIRTUAL.getOrDefault(device, device));
            create(at + "/class", "0x020000");
            create(at + "/driver_override", "(null)");
            String group = Integer.toString(
                    100 + files.list("/sys/kernel/iommu_groups").size());
            create("/sys/kernel/iommu_groups/" + group + "/type", "DMA");
            link(at + "/iommu_group", path("/sys/kernel/iommu_groups/" + group));
            link("/sys/kernel/iommu_groups/" + group + "/devices/" + function, own);
            if ("1".equals(files.read(Sysfs.PCI + pf + "/sriov_drivers_autoprobe"))) {
                probe(function);
            }
        }
    }

    private static String virtual(String pf, int index) {
        int function = pf.charAt(pf.length() - 1) - '0';
        return pf.substring(0, 8)
                + String.format("%02x.%d", 1 + 16 * function + index / 8, index % 8);
    }

    void removeVirtual(String pf, int count) {
        for (int index = 0; index < count; index++) {
            String function = virtual(pf, index);
            if (files.link(Sysfs.PCI + function + "/driver") != null) {
                unbind(function);
            }
            String group = String.valueOf(files.link(Sysfs.PCI + function + "/iommu_group"));
            Path own = real(function);
            try {
                Files.delete(path(Sysfs.PCI + pf + "/virtfn" + index));
                Files.delete(path(Sysfs.PCI + function));
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
            remove(path("/sys/kernel/iommu_groups/" + group));
            remove(own);
        }
    }

    void unbind(String function) {
        String driver = String.valueOf(files.link(Sysfs.PCI + function + "/driver"));
        remove(path(Sysfs.PCI + function + "/driver"));
        Path there = path(Sysfs.DRIVERS + driver + "/" + function);
        if (Files.isSymbolicLink(there)) {
            remove(there);
        }
        for (String name : files.list(Sysfs.PCI + function + "/net")) {
            remove(path("/sys/class/net/" + name));
            remove(real(function).resolve("net"));
            addresses.remove(name);
        }
    }

    /** The kernel chooses a driver: the one that is forced, or else that of the ids. */
    void probe(String function) {
        String at = Sysfs.PCI + function;
        String forced = String.valueOf(files.read(at + "/driver_override"));
        String driver = forced.equals("(null)") ? natural(function) : forced;
        if (driver == null || files.link(at + "/driver") != null) {
            return;
        }
        create(Sysfs.DRIVERS + driver + "/unbind", "");
        link(at + "/driver", path(Sysfs.DRIVERS + driver));
        if (!driver.equals("vfio-pci")) {
            netOf(function);
        }
    }

    private @Nullable String natural(String function) {
        String before = natural.get(function);
        String device = String.valueOf(files.read(Sysfs.PCI + function + "/device"));
        return before == null ? KERNEL_DRIVERS.get(device) : before;
    }

    void rename(String name, String wanted) {
        Path link = path("/sys/class/net/" + name);
        try {
            Path there = link.toRealPath();
            Path renamed = Files.move(there, there.resolveSibling(wanted));
            Files.delete(link);
            link("/sys/class/net/" + wanted, renamed);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** A new interface has a name, the standard MTU, is switched off and has no address. */
    private void netOf(String function) {
        String before = interfaces.getOrDefault(function, "none");
        String name = "v" + function.substring(5).replace(":", "").replace(".", "");
        String at = Sysfs.PCI + function + "/net/" + name;
        contents.getOrDefault(before, Map.of("address", "02:00:00:00:00:01", "type", "1"))
                .forEach((file, value) -> create(at + "/" + file, value));
        create(at + "/mtu", "1500");
        create(at + "/flags", "0x1002");
        symbolic(path(at + "/device"), Path.of("../../../" + function));
        link("/sys/class/net/" + name, real(function).resolve("net").resolve(name));
    }

    String snapshot() {
        try (Stream<Path> all = Files.walk(root)) {
            var text = new StringBuilder();
            for (Path each : all.sorted().toList()) {
                text.append(root.relativize(each)).append(' ');
                if (Files.isSymbolicLink(each)) {
                    text.append("-> ").append(Files.readSymbolicLink(each));
                } else if (Files.isRegularFile(each)) {
                    text.append(Files.readString(each).strip());
                }
                text.append('\n');
            }
            return text.append(addresses).toString();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
