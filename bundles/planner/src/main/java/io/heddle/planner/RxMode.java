package io.heddle.planner;

import java.util.Locale;

/** How received packets are noticed. */
public enum RxMode {
    /** A dedicated core looks all the time. */
    POLL,
    /** The NIC interrupts and the core is shared (S54). */
    INTERRUPT,
    /** The kernel receives (S57). */
    KERNEL;

    /** As documents write it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
