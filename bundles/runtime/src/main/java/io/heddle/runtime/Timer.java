package io.heddle.runtime;

/** A timer of one agent. Arming and cancelling allocate nothing. Expiry runs on the loop. */
public interface Timer {
    /** Arms, or moves, the timer to a deadline in ns of {@link Env#nanoTime()}. */
    void startAt(long deadlineNs);

    /** Disarms; harmless when not armed. */
    void cancel();

    /** Whether an expiry is due. It is false inside {@code onExpiry}. */
    boolean isArmed();
}
