package io.heddle.planner.internal.detect;

import io.heddle.hardware.Inventory;
import io.heddle.hardware.LinkLayer;
import io.heddle.hardware.NetInterface;
import io.heddle.hardware.NicCatalogue;
import io.heddle.hardware.NicModel;
import io.heddle.hardware.Ofed;
import io.heddle.hardware.PciFunction;
import io.heddle.hardware.RdmaDevice;
import io.heddle.hardware.Reading;
import io.heddle.planner.BondSpec;
import io.heddle.planner.Fact;
import io.heddle.planner.Link;
import io.heddle.planner.NicFunction;
import io.heddle.planner.NicSpec;
import io.heddle.planner.OfedSpec;
import io.heddle.planner.SriovSpec;

import org.jspecify.annotations.Nullable;

/** What the inventory says of one port, as facts of a description. */
final class NicFacts {
    private static final int MELLANOX = 0x15b3;
    /** PCI class 02, subclass 07. */
    private static final int INFINIBAND_CLASS = 0x0207;

    private final Inventory inventory;
    private final NicCatalogue catalogue;
    private final Port port;
    private final PciFunction function;

    NicFacts(Inventory inventory, NicCatalogue catalogue, Port port) {
        this.inventory = inventory;
        this.catalogue = catalogue;
        this.port = port;
        function = port.function();
    }

    NicSpec nic() {
        String driver = function.driver();
        return new NicSpec(
                port.name(),
                function.id(),
                Fact.stated(function.card()),
                Fact.stated(function.address()),
                link(),
                Fact.stated(driver == null ? "" : driver),
                numa(),
                mtu(),
                Fact.stated(sriov()),
                isVf() ? NicFunction.VF : NicFunction.PF,
                function.vendor() == MELLANOX ? ofed(inventory.ofed()) : Fact.unstated(),
                bond(),
                Fact.unstated(),
                Fact.unstated());
    }

    private boolean isVf() {
        NicModel model = catalogue.find(function);
        return function.isVirtual() || model != null && model.virtual();
    }

    private Link link() {
        NetInterface net = port.net();
        LinkLayer layer = net == null ? null : net.link().orNull();
        if (layer == null) {
            layer = rdmaLink();
        }
        boolean infiniband = layer == null
                ? function.classCode() >>> 8 == INFINIBAND_CLASS
                : layer == LinkLayer.INFINIBAND;
        return infiniband ? Link.INFINIBAND : Link.ETHERNET;
    }

    private @Nullable LinkLayer rdmaLink() {
        for (RdmaDevice device : inventory.rdmaDevices()) {
            if (function.address().equals(device.pci()) && !device.ports().isEmpty()) {
                return device.ports().getFirst().link().orNull();
            }
        }
        return null;
    }

    private Fact<Integer> numa() {
        if (function.numaNode() >= 0) {
            return Fact.stated(function.numaNode());
        }
        // A machine with one node often says -1 of its devices.
        return inventory.cpus().nodesInUse() <= 1
                ? Fact.stated(0)
                : Fact.unknown(function.path() + "/numa_node names no node");
    }

    private Fact<Integer> mtu() {
        NetInterface net = port.net();
        return net == null
                ? Fact.unknown("user space holds " + function.address())
                : fact(net.mtu());
    }

    private SriovSpec sriov() {
        return switch (function.sriov()) {
            case Reading.Found<PciFunction.Sriov>(PciFunction.Sriov sriov) ->
                new SriovSpec(
                        Fact.stated(true),
                        sriov.enabled() > 0 ? Fact.stated(true) : memory(sriov),
                        Fact.stated(sriov.total() > 0),
                        Fact.stated(sriov.enabled()));
            case Reading.Absent<PciFunction.Sriov> _ -> without();
            case Reading.Unreadable<PciFunction.Sriov>(String path, String because) -> {
                Fact<Boolean> unknown = Fact.unknown(sentence(path, because));
                yield new SriovSpec(unknown, unknown, unknown, Fact.unknown(because));
            }
        };
    }

    /** A virtual function shows by being there that its host has enabled SR-IOV. */
    private SriovSpec without() {
        boolean on = isVf();
        return new SriovSpec(
                Fact.stated(true),
                on ? Fact.stated(true) : Fact.unstated(),
                Fact.stated(on),
                Fact.unstated());
    }

    private Fact<Boolean> memory(PciFunction.Sriov sriov) {
        return switch (sriov.memory()) {
            case Reading.Found<Boolean>(Boolean given) -> Fact.stated(given);
            case Reading.Absent<Boolean>(String path) ->
                Fact.unknown("no virtual function exists yet and " + path + " does not show it");
            case Reading.Unreadable<Boolean>(String path, String because) ->
                Fact.unknown(sentence(path, because));
        };
    }

    private static Fact<OfedSpec> ofed(Ofed ofed) {
        return switch (ofed.version()) {
            case Reading.Found<String>(String version) ->
                Fact.stated(new OfedSpec.Installed(
                        Fact.stated(version), Fact.stated(ofed.loaded()), fact(ofed.options())));
            case Reading.Absent<String> _ ->
                Fact.stated(
                        ofed.loaded()
                                ? new OfedSpec.Installed(
                                        Fact.unknown(Ofed.VERSION_PATH + " is not there"),
                                        Fact.stated(true),
                                        fact(ofed.options()))
                                : new OfedSpec.Absent());
            case Reading.Unreadable<String>(String path, String because) ->
                Fact.unknown(sentence(path, because));
        };
    }

    private @Nullable BondSpec bond() {
        NetInterface net = port.net();
        NetInterface master = net == null ? null : inventory.netInterface(net.master());
        NetInterface.Bond bond = master == null ? null : master.bond();
        if (master == null || bond == null) {
            return null;
        }
        return new BondSpec(master.name(), fact(bond.mode().map(NetInterface.BondMode::number)));
    }

    private static <T> Fact<T> fact(Reading<T> reading) {
        return switch (reading) {
            case Reading.Found<T>(T value) -> Fact.stated(value);
            case Reading.Absent<T>(String path) -> Fact.unknown(path + " is not there");
            case Reading.Unreadable<T>(String path, String because) ->
                Fact.unknown(sentence(path, because));
        };
    }

    private static String sentence(String path, String because) {
        return path + ": "
                + (because.endsWith(".") ? because.substring(0, because.length() - 1) : because);
    }
}
