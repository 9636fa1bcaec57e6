package io.heddle.dpdk.pci;

import io.heddle.hardware.Addressing.WayOut;
import io.heddle.hardware.Inventory;
import io.heddle.hardware.NetInterface;
import io.heddle.hardware.PciFunction;
import io.heddle.net.NetAddress;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;

/**
 * The cards that must not carry data (S61): below the interfaces of the management address and of
 * the default routes, down through VLANs, bonds and bridges.
 */
final class Carriers {
    private final Inventory inventory;

    /** Interfaces, and what they carry. */
    private final Map<String, String> carries = new HashMap<>();

    /** @param managementHost where console and REST listen, or null for everywhere */
    Carriers(Inventory inventory, @Nullable String managementHost) {
        this.inventory = inventory;
        for (WayOut way : inventory.addressing().defaults()) {
            below(way.interfaceName(), "the default route");
        }
        if (managementHost != null && !managementHost.isBlank()) {
            inventory.addressing().addresses().stream()
                    .filter(local -> same(local.address(), managementHost.strip()))
                    .flatMap(local -> local.interfaces().stream())
                    .forEach(name -> below(name, "the management address"));
        }
    }

    private static boolean same(String address, String host) {
        try {
            return NetAddress.parse(address).equals(NetAddress.parse(host));
        } catch (IllegalArgumentException name) {
            return false; // No name server is asked; the planner says that it is a name.
        }
    }

    private void below(String name, String what) {
        NetInterface net = inventory.netInterface(name);
        if (net == null || carries.putIfAbsent(name, what) != null) {
            return;
        }
        NetInterface.Vlan vlan = net.vlan();
        String parent = vlan == null ? null : vlan.parent().orNull();
        if (parent != null) {
            below(parent, what);
        }
        for (NetInterface each : inventory.interfaces()) {
            if (name.equals(each.master())) {
                below(each.name(), what);
            }
        }
    }

    /** What the card of a function carries, such as "the default route on ens5", or null. */
    @Nullable
    String on(PciFunction function) {
        PciFunction physical = inventory.function(function.physicalFunction());
        for (PciFunction each : physical == null
                ? java.util.List.of(function)
                : java.util.List.of(function, physical)) {
            for (String name : each.interfaces()) {
                String what = carries.get(name);
                if (what != null) {
                    return what + " on " + name;
                }
            }
        }
        return null;
    }
}
