package io.heddle.planner;

import java.util.Locale;

/** What all data NICs of the cluster are connected to (S25, S26). */
public enum Fabric {
    ETHERNET,
    INFINIBAND,
    /** Both: clients of both are served, RDMA is off (S111). */
    MIXED;

    /** As documents write it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
