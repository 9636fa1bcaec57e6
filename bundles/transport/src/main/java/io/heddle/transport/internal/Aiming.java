package io.heddle.transport.internal;

import io.heddle.layout.AddressBook;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Chooses for each of our ports which NIC of a peer its path leads to: one on the same switch (label),
 * else one in the same subnet, else any; the first of ours to the first of its, the second to the
 * second. A path whose peer is silent goes on to the next one.
 */
final class Aiming {
    private static final long MAPPED_SUBNET = 0xffff_ffff_ffff_ff00L;

    private final Ports ports;

    Aiming(Ports ports) {
        this.ports = ports;
    }

    /** Aims all paths of a session anew; true when one of them leads elsewhere now. */
    boolean aim(SessionCore core, AddressBook book, long nowNs) {
        var nics = nics(core.peer, book);
        boolean changed = false;
        for (int slot = 0; slot < Tuning.PATHS; slot++) {
            if (ports.port(slot) == null) {
                continue;
            }
            var path = core.path(slot);
            if (nics.isEmpty()) {
                changed |= path.aim.forget();
                continue;
            }
            var nic = order(slot, nics).get(Math.floorMod(path.shift, nics.size()));
            if (path.aim.is(nic.high(), nic.low(), nic.port())) {
                continue;
            }
            changed = true;
            if (path.aim.set(nic.high(), nic.low(), nic.port(), nic.label())) {
                path.open(ports, nowNs);
            }
        }
        return changed;
    }

    /** The best one for a port of ours first. */
    private List<AddressBook.Entry> order(int slot, List<AddressBook.Entry> nics) {
        int own = ports.rank(slot);
        var order = new ArrayList<>(nics);
        order.sort(Comparator.comparingInt((AddressBook.Entry nic) -> -closeness(slot, nic))
                .thenComparingInt(nic -> Math.floorMod(nics.indexOf(nic) - own, nics.size())));
        return order;
    }

    /** The newest address of each NIC, in one order for everybody. */
    private static List<AddressBook.Entry> nics(int peer, AddressBook book) {
        var nics = new ArrayList<AddressBook.Entry>();
        for (int slot = 0; slot < Tuning.PATHS; slot++) {
            var entry = book.find(peer, slot);
            if (entry == null) {
                continue;
            }
            var twin = nics.stream()
                    .filter(nic -> nic.high() == entry.high() && nic.low() == entry.low())
                    .findAny();
            if (twin.isEmpty()) {
                nics.add(entry);
            } else if (twin.get().sequence() < entry.sequence()) {
                nics.set(nics.indexOf(twin.get()), entry);
            }
        }
        nics.sort((a, b) -> a.high() != b.high()
                ? Long.compareUnsigned(a.high(), b.high())
                : Long.compareUnsigned(a.low(), b.low()));
        return nics;
    }

    private int closeness(int slot, AddressBook.Entry nic) {
        var port = ports.port(slot);
        if (port == null) {
            return 0;
        }
        var own = port.localAddress();
        boolean near = own.isIpv4()
                ? own.high() == nic.high() && ((own.low() ^ nic.low()) & MAPPED_SUBNET) == 0
                : own.high() == nic.high();
        return (ports.label(slot).equals(nic.label()) ? 2 : 0) + (near ? 1 : 0);
    }
}
