package io.heddle.rest.internal;

import io.heddle.hardware.Inventory;
import io.heddle.hardware.LinkLayer;
import io.heddle.hardware.NetInterface;
import io.heddle.hardware.NicCatalogue;
import io.heddle.hardware.NicModel;
import io.heddle.hardware.PciFunction;
import io.heddle.hardware.Reading;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The NICs of a machine, each with what the catalogue knows of it. */
record NicViews(Inventory inventory, NicCatalogue catalogue) {
    /** The network functions with their interfaces first, then interfaces without a device. */
    List<Views.Nic> rows() {
        var rows = new ArrayList<Views.Nic>();
        for (PciFunction function : inventory.nics()) {
            if (function.interfaces().isEmpty()) {
                rows.add(row("", function, null));
            }
            for (String name : function.interfaces()) {
                rows.add(row(name, function, inventory.netInterface(name)));
            }
        }
        for (NetInterface net : inventory.interfaces()) {
            if (rows.stream().noneMatch(row -> row.name().equals(net.name()))) {
                rows.add(row(net.name(), inventory.function(net.pci()), net));
            }
        }
        return rows;
    }

    private Views.Nic row(String name, @Nullable PciFunction function, @Nullable NetInterface net) {
        NicModel model = function == null ? null : catalogue.find(function);
        return new Views.Nic(
                name,
                function == null ? "" : function.address(),
                function == null ? "" : function.id(),
                model == null ? "" : model.family(),
                model == null ? "" : orEmpty(model.dpdkDriver()),
                model != null && model.rdma(),
                function == null ? "" : orEmpty(function.driver()),
                function == null ? -1 : function.numaNode(),
                function == null ? "" : sriov(function),
                net == null ? "" : net.link().map(NicViews::word).or(""),
                net == null ? "" : net.state(),
                net == null ? -1 : net.mtu().or(-1),
                net == null ? -1 : net.speedMbps().or(-1),
                net == null ? "" : net.mac());
    }

    private static String word(LinkLayer link) {
        return link.name().toLowerCase(Locale.ROOT);
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static String sriov(PciFunction function) {
        if (function.physicalFunction() != null) {
            return "VF of " + function.physicalFunction();
        }
        return switch (function.sriov()) {
            case Reading.Found<PciFunction.Sriov>(var sriov) ->
                sriov.enabled() + " of " + sriov.total() + " VFs";
            case Reading.Absent<PciFunction.Sriov> absent -> "none";
            case Reading.Unreadable<PciFunction.Sriov> unreadable ->
                "unknown, because " + unreadable.because();
        };
    }
}
