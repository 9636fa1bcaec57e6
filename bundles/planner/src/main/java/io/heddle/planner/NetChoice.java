package io.heddle.planner;

import java.util.Locale;

/** Which network a client asks for (S73). */
public enum NetChoice {
    /** DPDK where it can be, else UDP with an alert. */
    AUTO,
    DPDK,
    UDP;

    /** As documents write it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
