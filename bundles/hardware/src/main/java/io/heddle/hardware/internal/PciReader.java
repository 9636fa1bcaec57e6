package io.heddle.hardware.internal;

import io.heddle.hardware.Inventory;
import io.heddle.hardware.PciFunction;
import io.heddle.hardware.Reading;
import io.heddle.hardware.Reading.Absent;
import io.heddle.hardware.Reading.Found;
import io.heddle.hardware.Reading.Unreadable;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** PCI functions from {@code /sys/bus/pci/devices} (kernel: Documentation/PCI/sysfs-pci.rst). */
final class PciReader {
    static final Pattern ADDRESS = Pattern.compile("[0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\\.[0-7]");
    private static final Pattern VIRTIO = Pattern.compile("virtio[0-9]+");
    private static final String SLOTS = "/sys/bus/pci/slots";
    private static final int HIGHEST_ID = 0xffff;

    private final Tree tree;
    private final Map<String, String> slots = new HashMap<>();

    PciReader(Tree tree) {
        this.tree = tree;
    }

    List<PciFunction> read() {
        for (String slot : tree.names(SLOTS)) {
            String card = tree.text(SLOTS + "/" + slot + "/address");
            if (card != null) {
                slots.put(card, slot);
            }
        }
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
        int vendor = id(path + "/vendor");
        int device = id(path + "/device");
        if (vendor < 0 || device < 0) {
            tree.odd(path, vendor + ":" + device, "It has no vendor and device id.");
            return null;
        }
        return new PciFunction(
                address,
                vendor,
                device,
                subsystem(path),
                (int) tree.number(path + "/class", 0),
                slots.get(address.substring(0, address.indexOf('.'))),
                lastName(tree.real(path + "/driver")),
                (int) tree.number(path + "/numa_node", -1),
                group(path + "/iommu_group"),
                sriov(path),
                lastName(tree.real(path + "/physfn")),
                interfaces(path),
                tree.names(path + "/infiniband"));
    }

    /** An id of 16 bits, or -1. */
    private int id(String path) {
        long id = tree.number(path, -1);
        return id < 0 || id > HIGHEST_ID ? -1 : (int) id;
    }

    private @Nullable String subsystem(String path) {
        int vendor = id(path + "/subsystem_vendor");
        int device = id(path + "/subsystem_device");
        return vendor < 0 || device < 0 ? null : String.format("%04x:%04x", vendor, device);
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

    private Reading<PciFunction.Sriov> sriov(String path) {
        Reading<Long> total = tree.readNumber(path + "/sriov_totalvfs");
        Reading<Long> enabled = tree.readNumber(path + "/sriov_numvfs");
        return switch (total) {
            case Absent<Long>(String at) -> new Absent<>(at);
            case Unreadable<Long>(String at, String because) -> new Unreadable<>(at, because);
            case Found<Long>(Long most) ->
                switch (enabled) {
                    case Absent<Long>(String at) -> new Unreadable<>(at, "The file is missing.");
                    case Unreadable<Long>(String at, String because) ->
                        new Unreadable<>(at, because);
                    case Found<Long>(Long now) ->
                        new Found<>(new PciFunction.Sriov(
                                most.intValue(),
                                now.intValue(),
                                virtualFunctions(path),
                                new BarReader(tree).virtualMemory(path + "/resource")));
                };
        };
    }

    private List<String> virtualFunctions(String path) {
        List<String> addresses = new ArrayList<>();
        for (String name : tree.names(path, Pattern.compile("virtfn[0-9]{1,4}"))) {
            String address = lastName(tree.real(path + "/" + name));
            if (address != null) {
                addresses.add(address);
            }
        }
        addresses.sort(null);
        return addresses;
    }

    /** Directly below the function, or below its virtio device. */
    private List<String> interfaces(String path) {
        List<String> names = new ArrayList<>(tree.names(path + "/net"));
        for (String child : tree.names(path, VIRTIO)) {
            names.addAll(tree.names(path + "/" + child + "/net"));
        }
        return names;
    }

    static @Nullable String lastName(@Nullable String path) {
        return path == null ? null : path.substring(path.lastIndexOf('/') + 1);
    }
}
