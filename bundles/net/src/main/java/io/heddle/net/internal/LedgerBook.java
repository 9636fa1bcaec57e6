package io.heddle.net.internal;

import io.heddle.net.Ledger;
import io.heddle.runtime.Counters;

import java.util.ArrayDeque;
import java.util.List;

/** The ledgers of the latest swaps; each becomes an event, and an alert if it has an error. */
final class LedgerBook {
    /** How many ledgers are kept. */
    private static final int LEDGERS = 100;

    private final Notices notices;
    private final Counters counters;
    private final ArrayDeque<Ledger> ledgers = new ArrayDeque<>();

    LedgerBook(Notices notices, Counters counters) {
        this.notices = notices;
        this.counters = counters;
    }

    void keep(Ledger ledger) {
        synchronized (ledgers) {
            if (ledgers.size() == LEDGERS) {
                ledgers.remove();
            }
            ledgers.add(ledger);
        }
        counters.counter("heddle_net_swaps_total").increment();
        notices.swapped(ledger);
    }

    /** Oldest first. */
    List<Ledger> list() {
        synchronized (ledgers) {
            return List.copyOf(ledgers);
        }
    }
}
