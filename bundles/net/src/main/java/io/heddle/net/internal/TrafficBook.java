package io.heddle.net.internal;

import io.heddle.net.NetPort;
import io.heddle.net.PortStats;
import io.heddle.net.Switchboard.DriverTraffic;
import io.heddle.runtime.Counters;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What moved through each driver since the start; a port that closes leaves its counts here. */
final class TrafficBook {
    /** Ports that closed and are kept with their counts: those of some swaps of all lanes. */
    private static final int KEPT = 256;

    private final Map<NetPort, PortAccount> open = new IdentityHashMap<>();
    private final Map<String, PortStats> closed = new TreeMap<>();
    private final ArrayDeque<PortAccount> closedLately = new ArrayDeque<>();
    private long serial;

    synchronized void opened(String driver, String lane, int slot, NetPort port) {
        String address = String.valueOf(port.localAddress());
        open.put(
                port, new PortAccount(++serial, lane, slot, driver, address, true, PortStats.NONE));
    }

    /** The port is closed already, so its counts are final. */
    synchronized void closed(NetPort port) {
        PortAccount account = open.remove(port);
        if (account != null) {
            closed.merge(account.driver(), port.stats(), PortStats::plus);
            if (closedLately.size() == KEPT) {
                closedLately.remove();
            }
            closedLately.add(account.with(false, port.stats()));
        }
    }

    /** Every open port with its counts of now, and those that were closed lately. */
    synchronized List<PortAccount> accounts() {
        var accounts = new ArrayList<>(closedLately);
        open.forEach((port, account) -> accounts.add(account.with(true, port.stats())));
        return accounts;
    }

    synchronized int openPorts() {
        return open.size();
    }

    synchronized List<DriverTraffic> totals() {
        var sums = new TreeMap<>(closed);
        open.forEach(
                (port, account) -> sums.merge(account.driver(), port.stats(), PortStats::plus));
        var rows = new ArrayList<DriverTraffic>();
        sums.forEach((driver, stats) -> rows.add(new DriverTraffic(driver, stats)));
        return rows;
    }

    /** Copies the totals to where metrics read them. */
    void publish(Counters counters) {
        for (DriverTraffic row : totals()) {
            PortStats stats = row.stats();
            set(counters, "tx_bytes", row.driver(), stats.txBytes());
            set(counters, "rx_bytes", row.driver(), stats.rxBytes());
            set(counters, "tx_datagrams", row.driver(), stats.txDatagrams());
            set(counters, "rx_datagrams", row.driver(), stats.rxDatagrams());
            set(counters, "tx_refused", row.driver(), stats.txRefused());
            set(counters, "rx_dropped", row.driver(), stats.rxDropped());
            set(counters, "tx_dropped", row.driver(), stats.txDropped());
        }
    }

    private static void set(Counters counters, String what, String driver, long value) {
        counters.counter("heddle_net_" + what + "_total{driver=\"" + driver + "\"}")
                .set(value);
    }
}
