package io.heddle.planner;

import java.util.List;

/**
 * What is planned for: a cluster as its operator describes it, or one machine as it was detected.
 *
 * @param tryout whether UDP backends and a shared interface are alerts instead of refusals
 * @param rdma the cluster's wish (S113)
 * @param addresses the ranges of the networks (S63)
 */
public record ClusterSpec(
        Mode mode,
        boolean tryout,
        RdmaWish rdma,
        Fact<Addresses> addresses,
        List<Filesystem> filesystems,
        List<GroupSpec> groups) {

    /** The version of the document that this release reads and writes. */
    public static final int VERSION = 1;

    public ClusterSpec {
        filesystems = List.copyOf(filesystems);
        groups = List.copyOf(groups);
    }

    /** A file system that clients mount. */
    public record Filesystem(String name, boolean encrypted) {}

    /**
     * Address ranges in CIDR form, such as "10.2.0.0/24".
     *
     * @param management the range of management
     * @param data the ranges of the data network, used one after the other
     */
    public record Addresses(Fact<String> management, Fact<List<String>> data) {}
}
