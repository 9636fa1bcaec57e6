package io.heddle.net.internal;

import io.heddle.net.PortStats;

/**
 * What a port of a lane counted.
 *
 * @param serial different for every port of this process
 */
record PortAccount(
        long serial,
        String lane,
        int slot,
        String driver,
        String address,
        boolean isOpen,
        PortStats stats) {
    PortAccount with(boolean stillOpen, PortStats now) {
        return new PortAccount(serial, lane, slot, driver, address, stillOpen, now);
    }

    /** What was counted since an earlier account of the same port. */
    PortAccount since(PortAccount before) {
        PortStats old = before.stats;
        return with(
                isOpen,
                new PortStats(
                        stats.txDatagrams() - old.txDatagrams(),
                        stats.txBytes() - old.txBytes(),
                        stats.rxDatagrams() - old.rxDatagrams(),
                        stats.rxBytes() - old.rxBytes(),
                        stats.txRefused() - old.txRefused(),
                        stats.rxDropped() - old.rxDropped()));
    }
}
