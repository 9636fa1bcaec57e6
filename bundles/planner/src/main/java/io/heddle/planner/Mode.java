package io.heddle.planner;

import java.util.Locale;

/** What the network is optimized for (S27). */
public enum Mode {
    /** Cores are dedicated and poll (S28). */
    PERFORMANCE,
    /** Cores are shared with other applications (S29). */
    CPU;

    /** As documents write it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
