package io.heddle.planner.internal.live;

import io.heddle.hardware.Addressing.LocalAddress;
import io.heddle.hardware.Inventory;
import io.heddle.hardware.NetInterface;
import io.heddle.hardware.PciFunction;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.util.TreeSet;

/**
 * Which physical interface stands behind an address, so that management and data can be told apart
 * (S61): a VLAN is its parent, a virtual function its physical one, a member its bond.
 */
final class SharedInterface {
    /** More than interfaces ever lie over each other. */
    private static final int MOST_STEPS = 8;

    private final Inventory inventory;

    SharedInterface(Inventory inventory) {
        this.inventory = inventory;
    }

    /** The physical interface that both addresses are on, or null; any address is on all. */
    @Nullable
    String behind(InetAddress management, InetAddress data) {
        TreeSet<String> shared = physical(data);
        shared.retainAll(physical(management));
        return shared.isEmpty() ? null : shared.first();
    }

    private TreeSet<String> physical(InetAddress address) {
        var names = new TreeSet<String>();
        if (address.isAnyLocalAddress()) {
            inventory.interfaces().forEach(one -> names.add(carrier(one.name(), MOST_STEPS)));
            names.add("lo");
        } else if (address.isLoopbackAddress()) {
            names.add("lo"); // All of 127.0.0.0/8 is there, named by no table.
        } else {
            for (LocalAddress local : inventory.addressing().addresses()) {
                if (InetAddress.ofLiteral(local.address()).equals(address)) {
                    local.interfaces().forEach(name -> names.add(carrier(name, MOST_STEPS)));
                }
            }
        }
        return names;
    }

    private String carrier(String name, int steps) {
        NetInterface net = inventory.netInterface(name);
        if (net == null || steps == 0) {
            return name;
        }
        String below = below(net);
        if (below != null) {
            return carrier(below, steps - 1);
        }
        PciFunction function = inventory.function(net.pci());
        PciFunction physical =
                function == null ? null : inventory.function(function.physicalFunction());
        return physical == null || physical.interfaces().isEmpty()
                ? name
                : physical.interfaces().getFirst();
    }

    /** What carries an interface: a VLAN's parent or a member's bond, but no bridge. */
    private @Nullable String below(NetInterface net) {
        if (net.vlan() != null) {
            return net.vlan().parent().orNull();
        }
        NetInterface master = inventory.netInterface(net.master());
        return master == null || master.bond() == null ? null : master.name();
    }
}
