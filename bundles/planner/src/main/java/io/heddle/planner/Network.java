package io.heddle.planner;

/** What carries the data of a group. */
public enum Network {
    UDP,
    DPDK;

    /** As plans and process tables write it (S117). */
    public String text(boolean rdma) {
        return rdma ? name() + " / RDMA" : name();
    }
}
