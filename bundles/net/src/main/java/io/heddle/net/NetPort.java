package io.heddle.net;

import org.jspecify.annotations.Nullable;

/**
 * An open port of a driver: bursts of datagrams, unreliable and unordered. Driven by one loop, which
 * alone calls it. Hot path: {@link #txBurst} and {@link #rxBurst} allocate, block and log nothing.
 */
public interface NetPort extends AutoCloseable {
    /**
     * Sends as many datagrams as the port takes now, in order. Memory may be reused on return.
     *
     * @return how many were taken; the rest is the caller's to send again later
     */
    int txBurst(Datagram[] burst, int from, int count);

    /**
     * Receives into {@code burst}: memory, length, segment size and remote address of each.
     *
     * @return how many were filled
     */
    int rxBurst(Datagram[] burst, int from, int count);

    /** The largest UDP payload of one wire datagram in bytes. */
    int mtuBytes();

    /** Where peers reach this port. */
    NetAddress localAddress();

    /** A descriptor that becomes readable when datagrams wait, or -1: then a busy loop polls. */
    int wakeDescriptor();

    /** A capability of this port, or null. Asked once when the port opens. */
    <T extends NetCapability> @Nullable T capability(Class<T> type);

    /** Statistics since the port was opened; any thread may ask. */
    PortStats stats();

    /** Takes no more datagrams to send; received ones still arrive. */
    void quiesce();

    /** Frees everything; nothing is called afterwards. */
    @Override
    void close();
}
