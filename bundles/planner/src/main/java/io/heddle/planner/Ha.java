package io.heddle.planner;

import java.util.Locale;

/** How a server stays reachable when a link or switch fails (S86). */
public enum Ha {
    NONE,
    /** Two interfaces, both used by the software, no bond (S88). */
    DUAL,
    /** One bond. */
    LACP;

    /** As documents write it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
