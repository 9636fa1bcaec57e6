package io.heddle.planner;

import java.util.Locale;

/** Whether RDMA is wanted, for the cluster or for a group (S113). */
public enum RdmaWish {
    /** Used where all that it needs is there. */
    AUTO,
    OFF;

    /** As documents write it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
