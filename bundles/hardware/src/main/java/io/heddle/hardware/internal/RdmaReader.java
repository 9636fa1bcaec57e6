package io.heddle.hardware.internal;

import io.heddle.hardware.Inventory;
import io.heddle.hardware.LinkLayer;
import io.heddle.hardware.RdmaDevice;
import io.heddle.hardware.RdmaDevice.Port;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/** RDMA devices from {@code /sys/class/infiniband}. */
final class RdmaReader {
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,3}");

    private final Tree tree;

    RdmaReader(Tree tree) {
        this.tree = tree;
    }

    List<RdmaDevice> read() {
        List<RdmaDevice> devices = new ArrayList<>();
        for (String name : tree.names(Inventory.RDMA_PATH)) {
            String path = Inventory.RDMA_PATH + "/" + name;
            devices.add(new RdmaDevice(
                    name,
                    tree.read(path + "/node_type"),
                    tree.read(path + "/fw_ver"),
                    InterfaceReader.nearestFunction(tree, path + "/device"),
                    ports(path + "/ports")));
        }
        return devices;
    }

    private List<Port> ports(String path) {
        List<Port> ports = new ArrayList<>();
        for (String number : tree.names(path, NUMBER)) {
            String at = path + "/" + number;
            ports.add(new Port(
                    Integer.parseInt(number),
                    tree.read(at + "/link_layer").map(LinkLayer::of),
                    tree.read(at + "/state"),
                    tree.readIfAny(at + "/rate"),
                    tree.readIfAny(at + "/gid_attrs/ndevs/0").orNull()));
        }
        ports.sort(Comparator.comparingInt(Port::number));
        return ports;
    }
}
