package io.heddle.planner.internal.detect;

import io.heddle.hardware.Inventory;
import io.heddle.hardware.NetInterface;
import io.heddle.hardware.PciFunction;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which NICs of this machine would carry data: the fastest that are connected and do not carry
 * management; that of management where there is no other, and then a rule says so (S61).
 */
final class DataNics {
    private final Inventory inventory;
    private final Set<String> management = new HashSet<>();

    DataNics(Inventory inventory, @Nullable String management) {
        this.inventory = inventory;
        carriers(management);
    }

    List<Port> chosen() {
        List<Port> all = ports();
        List<Port> free =
                all.stream().filter(port -> !management.contains(port.name())).toList();
        List<Port> candidates = free.isEmpty() ? all : free;
        List<Port> connected = candidates.stream().filter(Port::isConnected).toList();
        List<Port> usable = connected.isEmpty() ? candidates : connected;
        int fastest = usable.stream().mapToInt(Port::speedMbps).max().orElse(0);
        return usable.stream().filter(port -> port.speedMbps() == fastest).toList();
    }

    private List<Port> ports() {
        List<Port> ports = new ArrayList<>();
        for (PciFunction function : inventory.nics()) {
            // A virtual function whose physical one is here belongs to it; in a guest it is alone.
            if (inventory.function(function.physicalFunction()) != null) {
                continue;
            }
            List<Port> own = new ArrayList<>();
            for (String name : function.interfaces()) {
                NetInterface net = inventory.netInterface(name);
                if (net != null) {
                    own.add(new Port(function, net));
                }
            }
            ports.addAll(own.isEmpty() ? List.of(new Port(function, null)) : own);
        }
        return ports;
    }

    /** The interfaces below a VLAN, a bond or a bridge, down to those of hardware. */
    private void carriers(@Nullable String name) {
        NetInterface net = inventory.netInterface(name);
        if (name == null || !management.add(name) || net == null) {
            return;
        }
        NetInterface.Vlan vlan = net.vlan();
        if (vlan != null) {
            carriers(vlan.parent().orNull());
        }
        for (NetInterface each : inventory.interfaces()) {
            if (name.equals(each.master())) {
                carriers(each.name());
            }
        }
        NetInterface.Bond bond = net.bond();
        if (bond != null) {
            bond.members().forEach(this::carriers);
        }
    }
}
