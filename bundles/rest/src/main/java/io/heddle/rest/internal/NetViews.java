package io.heddle.rest.internal;

import io.heddle.hardware.Inventory;
import io.heddle.net.DriverStatus;
import io.heddle.net.Switchboard;
import io.heddle.runtime.Counters;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the API shows of the network. */
final class NetViews {
    private static final Pattern IO =
            Pattern.compile("heddle_client_path_(operations|bytes)_total\\{(.*)}");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    private NetViews() {}

    static List<Views.Driver> drivers(Switchboard switchboard) {
        return switchboard.drivers().stream().map(NetViews::driver).toList();
    }

    private static Views.Driver driver(DriverStatus status) {
        var reasons = status.probe().reasons().stream()
                .map(reason -> new Views.Reason(
                        reason.rule(),
                        reason.text(),
                        reason.path() + " = " + reason.seen() + ", wanted " + reason.wanted()))
                .toList();
        return new Views.Driver(
                status.name(),
                status.bundle(),
                status.version(),
                status.state(),
                status.verdict(),
                reasons);
    }

    static List<Views.Traffic> traffic(Switchboard switchboard) {
        return switchboard.traffic().stream()
                .map(row -> new Views.Traffic(
                        row.driver(),
                        row.stats().txDatagrams(),
                        row.stats().txBytes(),
                        row.stats().rxDatagrams(),
                        row.stats().rxBytes(),
                        row.stats().rxDropped()))
                .toList();
    }

    /** Operations and bytes by driver, path and reason, from the counters that the client keeps. */
    static List<Views.Io> io(Counters counters, Switchboard switchboard) {
        var rows = new java.util.TreeMap<String, long[]>();
        for (Map.Entry<String, Long> entry : counters.values().entrySet()) {
            Matcher matcher = IO.matcher(entry.getKey());
            if (matcher.matches()) {
                long[] row = rows.computeIfAbsent(matcher.group(2), key -> new long[2]);
                row[matcher.group(1).equals("bytes") ? 1 : 0] = entry.getValue();
            }
        }
        var all = new ArrayList<Views.Io>();
        rows.forEach((labels, row) -> all.add(new Views.Io(
                label(labels, "driver", switchboard.current()),
                label(labels, "path", "datagrams"),
                label(labels, "reason", ""),
                row[0],
                row[1])));
        return all;
    }

    private static String label(String labels, String name, String absent) {
        Matcher matcher = LABEL.matcher(labels);
        while (matcher.find()) {
            if (matcher.group(1).equals(name)) {
                return matcher.group(2);
            }
        }
        return absent;
    }

    static Inventory inventory() {
        return Inventory.read(Path.of("/"));
    }
}
