package io.heddle.net.internal;

import io.heddle.net.NetPort;
import io.heddle.net.PortStats;
import io.heddle.net.Switchboard.DriverTraffic;
import io.heddle.runtime.Counters;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What moved through each driver since the start; a port that closes leaves its counts here. */
final class TrafficBook {
    private final Map<NetPort, String> open = new IdentityHashMap<>();
    private final Map<String, PortStats> closed = new TreeMap<>();

    synchronized void opened(String driver, NetPort port) {
        open.put(port, driver);
    }

    /** The port is closed already, so its counts are final. */
    synchronized void closed(NetPort port) {
        String driver = open.remove(port);
        if (driver != null) {
            closed.merge(driver, port.stats(), PortStats::plus);
        }
    }

    synchronized int openPorts() {
        return open.size();
    }

    synchronized List<DriverTraffic> totals() {
        var sums = new TreeMap<>(closed);
        open.forEach((port, driver) -> sums.merge(driver, port.stats(), PortStats::plus));
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
