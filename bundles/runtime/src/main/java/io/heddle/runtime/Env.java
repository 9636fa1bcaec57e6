package io.heddle.runtime;

/**
 * What shard code may ask of the outside world.
 *
 * <p>Production and simulation both implement it, so code that takes its clock, timers, random
 * numbers and disk from here runs unchanged in the simulator. The network is a {@code NetPort},
 * given beside it. Touched by the owning loop only.
 */
public interface Env {
    /** Monotonic time in ns that goes on while the machine sleeps (CLOCK_BOOTTIME). */
    long nanoTime();

    /** Wall clock in ns since 1970-01-01T00:00Z, for timestamps that people see. */
    long wallTimeNs();

    /** 64 random bits, for identities, cookies and jitter. */
    long randomLong();

    /** Makes a timer, not armed yet. Made once by an agent and armed again and again. */
    Timer timer(Runnable onExpiry);

    /** The folder of drive files that belongs to this environment. */
    Disk disk();

    /** Counters that metrics read. */
    Counters counters();

    /** What happened and what is wrong, for people. */
    Events events();
}
