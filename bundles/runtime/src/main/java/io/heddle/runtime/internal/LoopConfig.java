package io.heddle.runtime.internal;

/**
 * How a loop runs.
 *
 * @param name of the thread and in counters
 * @param spinNs how long a loop without work polls before it sleeps; {@link Long#MAX_VALUE} for ever
 * @param commands capacity of the command ring, a power of two
 * @param diskEntries submissions that the io_uring holds, a power of two
 */
public record LoopConfig(String name, long spinNs, int commands, int diskEntries) {
    /** A loop that sleeps at once when there is no work. */
    public static LoopConfig parked(String name) {
        return new LoopConfig(name, 0, 16_384, 256);
    }

    /** The same with another time to spin. */
    public LoopConfig spinning(long ns) {
        return new LoopConfig(name, ns, commands, diskEntries);
    }
}
