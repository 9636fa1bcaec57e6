package io.heddle.hardware.internal;

import io.heddle.hardware.Inventory;
import io.heddle.hardware.PciFunction;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** PCI functions from {@code /sys/bus/pci/devices} (kernel: Documentation/PCI/sysfs-pci.rst). */
final class PciReader {
    static final Pattern ADDRESS = Pattern.compile("[0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\\.[0-7]");

    private final Tree tree;

    PciReader(Tree tree) {
        this.tree = tree;
    }

    List<PciFunction> read() {
        List<PciFunction> functions = new ArrayList<>();
        for (String address : tree.names(Inventory.PCI_PATH)) {
            PciFunction function = function(address);
            if (function != null) {
                functions.add(function);
            }
        }
        return functions;
    }

    private @Nullable PciFunction function(String address) {
        String path = Inventory.PCI_PATH + "/" + address;
        if (!ADDRESS.matcher(address).matches()) {
            tree.odd(path, address, "It is not a PCI address.");
            return null;
        }
        int vendor = (int) tree.number(path + "/vendor", -1);
        int device = (int) tree.number(path + "/device", -1);
        if (vendor < 0 || vendor > 0xffff || device < 0 || device > 0xffff) {
            tree.odd(path, vendor + ":" + device, "It has no vendor and device id.");
            return null;
        }
        return new PciFunction(
                address,
                vendor,
                device,
                (int) tree.number(path + "/class", 0),
                lastName(tree.real(path + "/driver")),
                (int) tree.number(path + "/numa_node", -1),
                group(path + "/iommu_group"),
                sriov(path),
                lastName(tree.real(path + "/physfn")),
                interfaces(path));
    }

    private int group(String path) {
        String name = lastName(tree.real(path));
        if (name == null) {
            return -1;
        }
        try {
            return Integer.parseInt(name);
        } catch (NumberFormatException malformed) {
            tree.odd(path, name, "It should lead to a numbered group.");
            return -1;
        }
    }

    private PciFunction.@Nullable Sriov sriov(String path) {
        if (!tree.exists(path + "/sriov_totalvfs")) {
            return null;
        }
        return new PciFunction.Sriov((int) tree.number(path + "/sriov_totalvfs", 0), (int)
                tree.number(path + "/sriov_numvfs", 0));
    }

    /** Directly below the function, or below its virtio device. */
    private List<String> interfaces(String path) {
        List<String> names = new ArrayList<>(tree.names(path + "/net"));
        for (String child : tree.names(path)) {
            if (child.startsWith("virtio")) {
                names.addAll(tree.names(path + "/" + child + "/net"));
            }
        }
        return names;
    }

    static @Nullable String lastName(@Nullable String path) {
        return path == null ? null : path.substring(path.lastIndexOf('/') + 1);
    }
}
