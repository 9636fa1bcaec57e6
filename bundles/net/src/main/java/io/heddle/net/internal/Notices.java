package io.heddle.net.internal;

import io.heddle.net.Ledger;
import io.heddle.net.LedgerFinding;
import io.heddle.net.LedgerPath;
import io.heddle.net.Switchboard.DriverTraffic;
import io.heddle.net.spi.SocketBuffers;
import io.heddle.runtime.Events;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The sentences that people read about drivers, as events and alerts. */
final class Notices {
    private static final Logger LOG = LoggerFactory.getLogger(Notices.class);

    private final Events events;
    private final Map<String, Map<String, String[]>> concerns = new HashMap<>();
    private final DropWatch drops = new DropWatch(this);
    private final Phase phase;
    private @Nullable String announced;

    Notices(Events events, Phase phase) {
        this.events = events;
        this.phase = phase;
    }

    void arrived(DriverEntry entry) {
        events.event(
                "driver",
                entry.name() + " " + entry.version() + " is here and "
                        + (entry.usable()
                                ? "usable."
                                : "cannot serve: "
                                        + entry.probe().reasons().getFirst().text()));
    }

    void left(String name) {
        events.event("driver", name + " is gone.");
    }

    /** Advice stands until that driver serves, leaves or is the best no more. */
    void better(String name, String current, String why, String because) {
        if (!name.equals(announced)) {
            best();
            announced = name;
        }
        events.advise(
                "better-driver",
                name,
                name + " ranks above " + current + ": " + why + ".",
                because,
                "Run `heddle net swap " + name + "`, or set auto-swap=true in io.heddle.net.");
    }

    /** None is better than the one that serves. */
    void best() {
        String before = announced;
        if (before != null) {
            announced = null;
            events.clear("better-driver", before);
        }
    }

    void changed(String why) {
        events.event("driver", "Every driver is looked at again: " + why + ".");
    }

    void unfit(String name, String evidence) {
        events.raise(
                "driver-unfit",
                name,
                name + " serves, and what it needs here is no longer so.",
                evidence,
                "Undo the change, or `heddle net swap` to a driver that `heddle net explain` calls"
                        + " usable.");
    }

    void fit(String name) {
        events.clear("driver-unfit", name);
    }

    void ranks() {
        events.clear("ranking-failed", "network");
    }

    void ranksNot(Throwable broken) {
        LOG.error("The planner's ranking failed", broken);
        events.raise(
                "ranking-failed",
                "network",
                "The planner cannot rank the drivers, service.ranking decides.",
                broken.toString(),
                "Update or restart bundle io.heddle.planner, and report this with the log.");
    }

    void choiceKept() {
        events.clear("driver-choice", "network");
    }

    void choiceNotKept(Path file, IOException why) {
        events.raise(
                "driver-choice",
                "network",
                "The operator's choice of a driver cannot be read or kept over a restart.",
                file + ": " + why,
                "Make the file readable and writable, then run `heddle net swap` again.");
    }

    void chosen(String name, String reason) {
        events.event("driver", name + " serves now: " + reason);
        events.clear("no-driver", "network");
    }

    void none() {
        if (phase.isEnding()) {
            return;
        }
        events.raise(
                "no-driver",
                "network",
                "No network driver serves, all I/O waits.",
                "no usable driver bundle is active",
                "Start or install a driver bundle; `heddle net drivers` shows what speaks against"
                        + " each.");
    }

    void broken(String name, String why) {
        if (phase.isEnding()) {
            return;
        }
        events.raise(
                "driver-broken",
                name,
                "Driver " + name + " cannot open its ports, others are tried.",
                why,
                "Repair what it names, or remove its bundle; it is tried again when it restarts.");
    }

    /** A driver that serves no more keeps what it took. */
    void unreleased(String name, String why) {
        events.raise(
                "driver-holds",
                name,
                "Driver " + name + " serves no more and cannot give back what it took.",
                why,
                "Repair what it names; it is tried again each second.");
    }

    void released(String name) {
        events.clear("driver-holds", name);
    }

    void works(String name) {
        events.clear("driver-broken", name);
    }

    void fallback(String wanted, boolean byOperator, String current, String evidence) {
        if (phase.isEnding()) {
            return;
        }
        events.raise(
                "driver-fallback",
                "network",
                current + " serves in place of " + wanted
                        + (byOperator ? ", which an operator chose." : "."),
                evidence,
                "Start the bundle of " + wanted + " or repair what is named; it is used again as"
                        + " soon as it is back"
                        + (byOperator ? ", or `heddle net swap auto` forgets the choice." : "."));
    }

    void noFallback() {
        events.clear("driver-fallback", "network");
    }

    /** Ports of a driver may have several concerns: they stand together in one alert. Any loop. */
    synchronized void limited(String driver, String text, String evidence, String remedy) {
        var all = concerns.computeIfAbsent(driver, name -> new LinkedHashMap<>());
        all.put(text, new String[] {evidence, remedy});
        events.raise(
                "driver-limited",
                driver,
                String.join(" ", all.keySet()),
                all.values().stream().map(one -> one[0]).collect(Collectors.joining("; ")),
                all.values().stream().map(one -> one[1]).collect(Collectors.joining(" ")));
    }

    synchronized void unlimited(String driver) {
        concerns.remove(driver);
        events.clear("driver-limited", driver);
    }

    /** Once a second. */
    void traffic(List<DriverTraffic> totals, long nowNs) {
        drops.look(totals, nowNs);
    }

    void drops(String driver, String evidence) {
        events.raise(
                "receive-drops",
                driver,
                "Datagrams that had arrived are lost, most often in a full receive buffer.",
                evidence,
                "Give the loops cores of their own, allow larger buffers (`sysctl -w"
                        + " net.core.rmem_max=" + SocketBuffers.WANTED_BYTES
                        + "`), or spread one port over several sockets (`sockets` of udp-native).");
    }

    void dropsNoMore(String driver) {
        events.clear("receive-drops", driver);
    }

    void link(String driver, String text) {
        events.event("link", driver + ": " + text + ".");
    }

    void lost(String driver, String lane, String why) {
        events.event("port-lost", driver + ": the port of " + lane + " is lost: " + why);
    }

    void late(String driver) {
        events.event("drain", "The ports of " + driver + " were closed before they were drained.");
    }

    void swapped(Ledger ledger) {
        events.event("swap", line(ledger));
        if (ledger.errors() > 0) {
            events.raise(
                    "swap-ledger",
                    "network",
                    "A swap executed " + ledger.executedTwice() + " operations twice and lost "
                            + ledger.lost() + "; errors in its ledger: " + ledger.errors() + ".",
                    ledger.findings().stream()
                            .filter(LedgerFinding::error)
                            .map(Notices::finding)
                            .collect(Collectors.joining("; ")),
                    "This is a defect; keep the logs and run `heddle doctor --bundle FILE`.");
        }
    }

    private static String line(Ledger ledger) {
        String told = String.format(
                Locale.ROOT,
                "%s -> %s: started %d, acknowledged %d, retransmitted %d, executed twice %d,"
                        + " lost %d, longest stall %.1f ms",
                ledger.from(),
                ledger.to(),
                ledger.started(),
                ledger.acknowledged(),
                ledger.retransmitted(),
                ledger.executedTwice(),
                ledger.lost(),
                ledger.longestStallMs());
        var text = new StringBuilder(told);
        for (LedgerPath path : ledger.paths()) {
            text.append(", %d operations by %s path %d"
                    .formatted(path.operations(), path.driver(), path.slot()));
        }
        if (!ledger.longestWait().isEmpty()) {
            text.append(String.format(
                    Locale.ROOT,
                    ", %s waited %.1f ms",
                    ledger.longestWait(),
                    ledger.longestWaitMs()));
        }
        ledger.findings().forEach(finding -> text.append("; ").append(finding(finding)));
        return text.toString();
    }

    private static String finding(LedgerFinding finding) {
        return finding.kind() + " " + finding.count() + " (" + finding.example() + ")";
    }
}
