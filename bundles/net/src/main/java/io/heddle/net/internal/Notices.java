package io.heddle.net.internal;

import io.heddle.net.Ledger;
import io.heddle.runtime.Events;

import java.util.Locale;

/** The sentences that people read about drivers, as events and alerts. */
final class Notices {
    private final Events events;

    Notices(Events events) {
        this.events = events;
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

    void better(DriverEntry entry, String current) {
        events.event(
                "driver",
                entry.name() + " ranks above " + current + "; `heddle net swap " + entry.name()
                        + "` uses it.");
    }

    void chosen(String name, String reason) {
        events.event("driver", name + " serves now: " + reason);
        events.clear("no-driver", "network");
    }

    void none() {
        events.raise(
                "no-driver",
                "network",
                "No network driver serves, all I/O waits.",
                "no usable driver bundle is active",
                "Start or install a driver bundle; `heddle net drivers` shows what speaks against"
                        + " each.");
    }

    void broken(String name, String why) {
        events.raise(
                "driver-broken",
                name,
                "Driver " + name + " cannot open its ports, others are tried.",
                why,
                "Repair what it names, or remove its bundle; it is tried again when it restarts.");
    }

    void works(String name) {
        events.clear("driver-broken", name);
    }

    void fallback(String wanted, String current) {
        events.raise(
                "driver-fallback",
                "network",
                current + " serves in place of " + wanted + ".",
                wanted + " is not usable now",
                "Start the bundle of " + wanted + "; it is used again as soon as it is back.");
    }

    void noFallback() {
        events.clear("driver-fallback", "network");
    }

    void limited(String driver, String text, String evidence, String remedy) {
        events.raise("driver-limited", driver, text, evidence, remedy);
    }

    void unlimited(String driver) {
        events.clear("driver-limited", driver);
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
        events.event(
                "swap",
                String.format(
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
                        ledger.longestStallMs()));
        if (ledger.executedTwice() > 0 || ledger.lost() > 0) {
            events.raise(
                    "swap-ledger",
                    "network",
                    "A swap executed " + ledger.executedTwice() + " operations twice and lost "
                            + ledger.lost() + ".",
                    ledger.toString(),
                    "This is a defect; keep the logs and run `heddle doctor --bundle FILE`.");
        }
    }
}
