package io.heddle.drivers.udp.nativ;

import io.heddle.net.spi.PortEvents;

/**
 * How ports are opened from now on.
 *
 * @param sockets of each port
 * @param busyPollUs how long a read of an empty socket polls the NIC, 0 for never
 * @param asked what was configured, if that is beyond reason, or nothing
 */
record SocketSettings(int sockets, int busyPollUs, String asked) {
    static final SocketSettings STANDARD = new SocketSettings(1, 0);

    /** More than the cores that serve the queues of one NIC. */
    static final int MOST_SOCKETS = 64;

    /** Longer than any other work of a loop may take. */
    static final int MOST_BUSY_POLL_US = 1_000;

    SocketSettings(int sockets, int busyPollUs) {
        this(sockets, busyPollUs, "");
    }

    static SocketSettings of(NativeUdpConfig config) {
        int sockets = Math.clamp(config.sockets(), 1, MOST_SOCKETS);
        int us = Math.clamp(config.busy$_$poll$_$us(), 0, MOST_BUSY_POLL_US);
        boolean fits = sockets == config.sockets() && us == config.busy$_$poll$_$us();
        return new SocketSettings(
                sockets,
                us,
                fits
                        ? ""
                        : "sockets=" + config.sockets() + ", busy-poll-us="
                                + config.busy$_$poll$_$us());
    }

    /** Says that the nearest possible values serve in place of those that were configured. */
    void tell(PortEvents events) {
        if (!asked.isEmpty()) {
            events.concern(
                    "The configuration " + NativeUdpConfig.PID + " is out of bounds.",
                    asked + "; sockets=" + sockets + ", busy-poll-us=" + busyPollUs + " serve",
                    "Set sockets to 1 to " + MOST_SOCKETS + " and busy-poll-us to 0 to "
                            + MOST_BUSY_POLL_US + ".");
        }
    }
}
