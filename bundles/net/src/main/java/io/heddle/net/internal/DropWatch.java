package io.heddle.net.internal;

import io.heddle.net.PortStats;
import io.heddle.net.Switchboard.DriverTraffic;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Raises an alert while datagrams are lost that had arrived here already, and clears it when that has
 * stopped for a while. Each costs its sender a wait and a second try.
 */
final class DropWatch {
    /** Longer than the pause between two bursts of the same trouble. */
    static final long QUIET_NS = 30_000_000_000L;

    private static final class Drops {
        private long counted;
        private long sinceNs;
        private long before;
        private long lastNs;
        private boolean stands;
    }

    private final Notices notices;
    private final Map<String, Drops> drops = new HashMap<>();

    DropWatch(Notices notices) {
        this.notices = notices;
    }

    /** Once a second. */
    void look(List<DriverTraffic> traffic, long nowNs) {
        for (DriverTraffic row : traffic) {
            look(row.driver(), row.stats(), nowNs);
        }
    }

    private void look(String driver, PortStats stats, long nowNs) {
        Drops seen = drops.computeIfAbsent(driver, name -> new Drops());
        if (stats.rxDropped() > seen.counted) {
            if (!seen.stands) {
                seen.stands = true;
                seen.sinceNs = nowNs;
                seen.before = seen.counted;
            }
            seen.counted = stats.rxDropped();
            seen.lastNs = nowNs;
            long seconds = TimeUnit.NANOSECONDS.toSeconds(nowNs - seen.sinceNs) + 1;
            notices.drops(
                    driver,
                    seen.counted - seen.before + " datagrams in " + seconds + " s; "
                            + seen.counted + " since the start, "
                            + stats.rxDatagrams() + " arrived");
        } else if (seen.stands && nowNs - seen.lastNs >= QUIET_NS) {
            seen.stands = false;
            notices.dropsNoMore(driver);
        }
    }
}
