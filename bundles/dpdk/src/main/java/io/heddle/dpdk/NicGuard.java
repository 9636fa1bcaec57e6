package io.heddle.dpdk;

import io.heddle.dpdk.internal.KernelTcp;
import io.heddle.hardware.Addressing.LocalAddress;
import io.heddle.hardware.Addressing.WayOut;
import io.heddle.hardware.Inventory;
import io.heddle.hardware.NetInterface;
import io.heddle.net.NetAddress;
import io.heddle.net.spi.Reason;

import org.jspecify.annotations.Nullable;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Which NICs must stay with the kernel, because the machine would be lost without them: those of its
 * default routes, and those with an address that TCP is at work on, as management is (S59).
 */
public final class NicGuard {
    private static final String RULE = "S61";

    private NicGuard() {}

    /**
     * Why a NIC must not be taken from the kernel, or null.
     *
     * @param device a PCI address such as "0000:03:00.0", or the name of an interface
     */
    public static @Nullable Reason against(Inventory inventory, String device) {
        for (Map.Entry<String, Reason> needed : needed(inventory).entrySet()) {
            for (NetInterface below : below(inventory, needed.getKey())) {
                if (device.equals(below.name()) || device.equals(below.pci())) {
                    return needed.getValue();
                }
            }
        }
        return null;
    }

    /** The interfaces that the machine needs, with the reason. */
    private static Map<String, Reason> needed(Inventory inventory) {
        var needed = new LinkedHashMap<String, Reason>();
        for (WayOut way : inventory.addressing().defaults()) {
            needed.putIfAbsent(
                    way.interfaceName(),
                    reason(
                            "The default route goes by " + way.interfaceName() + ".",
                            "/proc/net/route",
                            String.valueOf(way.gateway())));
        }
        Set<NetAddress> busy = KernelTcp.addresses(inventory.root());
        for (LocalAddress local : inventory.addressing().addresses()) {
            if (busy.contains(NetAddress.parse(local.address()))) {
                for (String name : local.interfaces()) {
                    needed.putIfAbsent(
                            name,
                            reason(
                                    "TCP is at work on " + local.address() + " of " + name
                                            + ", such as that of management.",
                                    KernelTcp.PATH,
                                    local.address()));
                }
            }
        }
        return needed;
    }

    private static Reason reason(String text, String path, String seen) {
        return new Reason(
                RULE,
                text,
                path,
                seen,
                "another interface",
                "Use another NIC for data, or move that to another interface.");
    }

    /** The interface itself and all that carry it: of a VLAN its parent, of a bond its members. */
    private static Set<NetInterface> below(Inventory inventory, String name) {
        var found = new HashSet<NetInterface>();
        collect(inventory, name, found);
        return found;
    }

    private static void collect(
            Inventory inventory, @Nullable String name, Set<NetInterface> found) {
        NetInterface one = inventory.netInterface(name);
        if (one == null || !found.add(one)) {
            return;
        }
        if (one.vlan() != null) {
            collect(inventory, one.vlan().parent().orNull(), found);
        }
        for (NetInterface other : inventory.interfaces()) {
            if (one.name().equals(other.master())) {
                collect(inventory, other.name(), found);
            }
        }
    }
}
