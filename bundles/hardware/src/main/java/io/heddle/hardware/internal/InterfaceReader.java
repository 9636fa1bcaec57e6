package io.heddle.hardware.internal;

import io.heddle.hardware.Inventory;
import io.heddle.hardware.LinkLayer;
import io.heddle.hardware.NetInterface;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** Interfaces from {@code /sys/class/net} (kernel: Documentation/ABI/testing/sysfs-class-net). */
final class InterfaceReader {
    private final Tree tree;

    InterfaceReader(Tree tree) {
        this.tree = tree;
    }

    List<NetInterface> read() {
        List<NetInterface> interfaces = new ArrayList<>();
        for (String name : tree.names(Inventory.NET_PATH)) {
            String path = Inventory.NET_PATH + "/" + name;
            // Files such as bonding_masters stand beside the interfaces.
            if (tree.exists(path + "/type")) {
                interfaces.add(one(name, path));
            }
        }
        return interfaces;
    }

    private NetInterface one(String name, String path) {
        String mac = tree.text(path + "/address");
        String state = tree.text(path + "/operstate");
        return new NetInterface(
                name,
                LinkLayer.of((int) tree.number(path + "/type", -1)),
                mac == null ? "" : mac,
                (int) tree.number(path + "/mtu", 0),
                speed(path + "/speed"),
                state == null ? "unknown" : state,
                pci(path + "/device"),
                PciReader.lastName(tree.real(path + "/master")),
                tree.textIfAny(path + "/bonding/mode"));
    }

    private int speed(String path) {
        String text = tree.textIfAny(path);
        if (text == null) {
            return -1;
        }
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException malformed) {
            tree.odd(path, text, "It should be a number.");
            return -1;
        }
    }

    /** The nearest PCI function above the device: a virtio NIC is one step below its own. */
    private @Nullable String pci(String path) {
        String real = tree.real(path);
        while (real != null && !real.isEmpty()) {
            String name = PciReader.lastName(real);
            if (name != null && PciReader.ADDRESS.matcher(name).matches()) {
                return name;
            }
            real = real.substring(0, real.lastIndexOf('/'));
        }
        return null;
    }
}
