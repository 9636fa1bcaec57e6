package io.heddle.net.internal;

import io.heddle.net.NetAddress;

/**
 * How the switchboard works.
 *
 * @param autoSwap whether a better driver that arrives later is used at once
 * @param drainTimeoutMs longest wait for a port to drain
 * @param bind where ports bind as long as no operator chose NICs; port 0
 * @param mtuBytes largest datagram payload that ports are asked for
 * @param graceMs after the first driver, how long the order in which bundles start does not matter
 * @param dedicated whether loops have processors for themselves, as the planner says
 */
record Settings(
        boolean autoSwap,
        long drainTimeoutMs,
        NetAddress bind,
        int mtuBytes,
        long graceMs,
        boolean dedicated) {
    /** 127.0.0.1, so that nothing outside reaches an instance that nobody has configured. */
    static final Settings STANDARD =
            new Settings(false, 5_000, NetAddress.ipv4(0x7f00_0001, 0), 60_000, 5_000);

    /** For loops that share their processors. */
    Settings(boolean autoSwap, long drainTimeoutMs, NetAddress bind, int mtuBytes, long graceMs) {
        this(autoSwap, drainTimeoutMs, bind, mtuBytes, graceMs, false);
    }

    Settings dedicated(boolean processors) {
        return processors == dedicated
                ? this
                : new Settings(autoSwap, drainTimeoutMs, bind, mtuBytes, graceMs, processors);
    }

    static Settings of(NetConfig config) {
        return new Settings(
                config.auto$_$swap(),
                Math.max(0, config.drainTimeoutMs()),
                address(config.bindAddress()),
                config.mtuBytes(),
                config.graceMs());
    }

    private static NetAddress address(String text) {
        try {
            return NetAddress.parse(text);
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException(
                    "bindAddress \"" + text + "\" is no address; give one such as 127.0.0.1.",
                    malformed);
        }
    }
}
