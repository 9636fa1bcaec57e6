package io.heddle.runtime;

/**
 * Owns its state outright, never blocks, owns no thread and is touched only by its {@link Loop}.
 *
 * <p>A loop turn is: drain I/O, {@link #poll}, submit journal writes, {@link #flush}, wait.
 */
public interface Agent {
    /** A name for logs and counters, unique in its loop. */
    String name();

    /**
     * Does what is due without being woken by a descriptor, a timer or a message.
     *
     * @return the amount of work done; a loop with work done anywhere does not sleep
     */
    default int poll(long nowNs) {
        return 0;
    }

    /**
     * Whether {@link #poll} asks something that has no descriptor to wake the loop with, such as a port
     * that is only polled: then the loop looks again after a short nap at the latest.
     */
    default boolean mustPoll() {
        return false;
    }

    /** Sends what this turn has collected: one datagram per destination, one journal write. */
    default void flush() {}

    /** Leaves the loop; nothing of this agent is called afterwards. */
    default void close() {}
}
