package io.heddle.net.internal;

import io.heddle.net.DataNic.Link;
import io.heddle.runtime.Events;

import java.nio.file.Path;

/** The sentences that people read about data NICs, as events and alerts. */
final class NicNotices {
    private static final String DOWN = "nic-down";
    private static final String PATH = "path-down";
    private static final String DRILL = "nic-drill";

    private final Events events;

    NicNotices(Events events) {
        this.events = events;
    }

    void added(NicSpec nic) {
        events.event(
                "nic",
                nic.name() + " carries data now, by " + nic.hosts()
                        + (nic.label().isEmpty() ? "." : ", label " + nic.label() + "."));
    }

    void removed(NicSpec nic, boolean drained) {
        events.event(
                "nic",
                nic.name() + " carries no data any more, its ports were closed "
                        + (drained ? "when they were drained." : "before they were drained."));
    }

    void linkDown(NicSpec nic, Link link, boolean others) {
        events.raise(
                DOWN,
                nic.name(),
                "NIC " + nic.name()
                        + (link == Link.DOWN ? " has no link, " : " or its address is not there, ")
                        + (others ? "the other data NICs carry its load." : "all I/O waits."),
                "/sys/class/net/" + nic.name() + ": "
                        + (link == Link.DOWN ? "it is down" : "it is not there"),
                "Look at cable, switch and `ip link set " + nic.name()
                        + " up`; its paths are used again as soon as it is back.");
    }

    void linkUp(NicSpec nic) {
        events.event("link", "NIC " + nic.name() + " is up again.");
        events.clear(DOWN, nic.name());
    }

    void noPort(NicSpec nic, int lanes, String why) {
        events.raise(
                PATH,
                nic.name(),
                "NIC " + nic.name() + " has no port for " + lanes
                        + (lanes == 1 ? " lane" : " lanes") + "; each second it is tried again.",
                why,
                "Repair what it names, or take the NIC out with `heddle cluster container net"
                        + " remove`.");
    }

    void unreached(NicSpec nic, long down, String through) {
        events.raise(
                PATH,
                nic.name(),
                "No peer is reached over NIC " + nic.name() + ", the other data NICs carry its"
                        + " load.",
                down + " of " + down + " paths are down, while " + through + " reaches peers",
                "Look at the switch behind it and at its addresses; its paths are used again as"
                        + " soon as they answer.");
    }

    void reached(NicSpec nic) {
        events.clear(PATH, nic.name());
    }

    void forget(NicSpec nic) {
        events.clear(DOWN, nic.name());
        events.clear(PATH, nic.name());
    }

    void unplugged(NicSpec nic, long seconds) {
        events.raise(
                DRILL,
                nic.name(),
                "A drill has unplugged NIC " + nic.name() + ": its ports are dead.",
                "`heddle nic unplug`, for " + seconds + " s",
                "Wait; it is plugged in again by itself.");
    }

    void pluggedIn(NicSpec nic) {
        events.event("nic", "The drill is over, NIC " + nic.name() + " is plugged in again.");
        events.clear(DRILL, nic.name());
    }

    void listKept() {
        events.clear("nic-list", "network");
    }

    void listNotKept(Path file, String why) {
        events.raise(
                "nic-list",
                "network",
                "The data NICs that operators chose cannot be read or kept over a restart.",
                file + ": " + why,
                "Make the file readable and writable, or remove it, then add the NICs again.");
    }
}
