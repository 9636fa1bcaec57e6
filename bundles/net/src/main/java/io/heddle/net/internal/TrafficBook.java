package io.heddle.net.internal;

import io.heddle.net.NetPort;
import io.heddle.net.PortStats;
import io.heddle.net.Switchboard.DriverTraffic;
import io.heddle.runtime.Counters;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What moved through each driver, and through each NIC for each lane, since the start; a port that
 * closes leaves its counts here.
 */
final class TrafficBook {
    /** Ports that closed and are kept with their counts: those of some swaps of all lanes. */
    private static final int KEPT = 256;

    private record Account(String driver, String nic, String lane) {}

    private record Open(Account account, PortAccount port) {}

    private final Map<NetPort, Open> open = new IdentityHashMap<>();
    private final Map<Account, PortStats> closed = new HashMap<>();
    private final ArrayDeque<PortAccount> closedLately = new ArrayDeque<>();
    private long serial;

    synchronized void opened(String driver, String nic, String lane, int slot, NetPort port) {
        String address = String.valueOf(port.localAddress());
        open.put(
                port,
                new Open(
                        new Account(driver, nic, lane),
                        new PortAccount(
                                ++serial, lane, slot, driver, address, true, PortStats.NONE)));
    }

    /** The port is closed already, so its counts are final. */
    synchronized void closed(NetPort port) {
        Open entry = open.remove(port);
        if (entry != null) {
            closed.merge(entry.account(), port.stats(), PortStats::plus);
            if (closedLately.size() == KEPT) {
                closedLately.remove();
            }
            closedLately.add(entry.port().with(false, port.stats()));
        }
    }

    /** Every open port with its counts of now, and those that were closed lately. */
    synchronized List<PortAccount> accounts() {
        var accounts = new ArrayList<>(closedLately);
        open.forEach((port, entry) -> accounts.add(entry.port().with(true, port.stats())));
        return accounts;
    }

    synchronized int openPorts() {
        return open.size();
    }

    synchronized List<DriverTraffic> totals() {
        var rows = new ArrayList<DriverTraffic>();
        sums(Account::driver)
                .forEach((driver, stats) -> rows.add(new DriverTraffic(driver, stats)));
        return rows;
    }

    /** What one lane moved through one NIC. */
    synchronized PortStats of(String lane, String nic) {
        return sums(account -> account.lane() + " " + account.nic())
                .getOrDefault(lane + " " + nic, PortStats.NONE);
    }

    private Map<String, PortStats> sums(Function<Account, String> by) {
        var sums = new TreeMap<String, PortStats>();
        closed.forEach((account, stats) -> sums.merge(by.apply(account), stats, PortStats::plus));
        open.forEach((port, entry) ->
                sums.merge(by.apply(entry.account()), port.stats(), PortStats::plus));
        return sums;
    }

    private synchronized Map<String, PortStats> byNic() {
        return sums(Account::nic);
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
        byNic().forEach((nic, stats) -> {
            String label = "_bytes_total{nic=\"" + nic + "\"}";
            counters.counter("heddle_net_nic_tx" + label).set(stats.txBytes());
            counters.counter("heddle_net_nic_rx" + label).set(stats.rxBytes());
        });
    }

    private static void set(Counters counters, String what, String driver, long value) {
        counters.counter("heddle_net_" + what + "_total{driver=\"" + driver + "\"}")
                .set(value);
    }
}
