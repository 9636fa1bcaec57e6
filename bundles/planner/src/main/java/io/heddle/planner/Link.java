package io.heddle.planner;

import java.util.Locale;

/** What a NIC is connected to (S23, S24). */
public enum Link {
    ETHERNET,
    INFINIBAND;

    /** As documents write it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
