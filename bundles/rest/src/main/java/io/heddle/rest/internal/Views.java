package io.heddle.rest.internal;

import java.util.List;

/** The JSON objects of the API. Names are the operator's contract: more may be added, none changed. */
final class Views {
    private Views() {}

    record Status(
            String health,
            long capacityBytes,
            long usedBytes,
            String protection,
            String network,
            String networkReason,
            boolean sealed,
            String sealing,
            List<String> mounts,
            String mountRefusal,
            Throughput throughput,
            List<Alert> alerts) {}

    /** Totals since the start; a caller takes differences. */
    record Throughput(long readBytes, long writeBytes, long operations, long timeMs) {}

    record Process(
            int processId,
            String hostname,
            String container,
            List<String> ips,
            String status,
            List<String> roles,
            String network,

            @com.fasterxml.jackson.annotation.JsonInclude @org.jspecify.annotations.Nullable
            Integer cpu,

            @com.fasterxml.jackson.annotation.JsonInclude @org.jspecify.annotations.Nullable
            Long memoryBytes,

            long uptimeSeconds) {}

    record Server(
            int id,
            String hostname,
            String status,
            String failureDomain,
            int buckets,
            List<Integer> drives,
            int primaries) {}

    record Drive(
            int id,
            int server,
            String status,
            long capacityBytes,
            long usedBytes,
            String failure) {}

    /**
     * A word to join with.
     *
     * @param until when it expires
     */
    record Token(String token, String until) {}

    record Bucket(int bucket, int epoch, List<Integer> servers) {}

    record Driver(
            String name,
            String bundle,
            String version,
            String state,
            String verdict,
            List<Reason> reasons) {}

    record Reason(String rule, String text, String evidence) {}

    /** Why a process uses its driver; {@code rule} decided, or is empty where an operator did. */
    record Explanation(
            String process,
            List<Integer> processIds,
            String role,
            String mode,
            String chosen,
            String reason,
            String rule,
            List<Candidate> candidates) {}

    /** A driver as a process sees it; {@code rank} is 1 for the best, 0 where it cannot serve. */
    record Candidate(
            String driver,
            String bundle,
            String version,
            String verdict,
            int rank,
            List<Rule> rules) {}

    /** What one rule says; {@code verdict} is "ok", "note", "alert" or "refused". */
    record Rule(
            String rule,
            String verdict,
            String text,
            String path,
            String seen,
            String wanted,

            @com.fasterxml.jackson.annotation.JsonInclude @org.jspecify.annotations.Nullable
            String remedy) {}

    /**
     * A NIC with what the catalogue knows of it; texts are empty and numbers -1 where nobody says.
     * {@code sriov} is such as "8 of 64 VFs", "VF of 0000:3b:00.0" or "none".
     */
    record Nic(
            String name,
            String pci,
            String id,
            String family,
            String dpdkDriver,
            boolean rdma,
            String kernelDriver,
            int numa,
            String sriov,
            String link,
            String state,
            int mtu,
            int speedMbps,
            String mac) {}

    /**
     * What a container moves through one of its data NICs.
     *
     * @param ips its own addresses there
     * @param link "up", "down" or "absent"
     * @param state how many paths are in which state, or why there is none
     * @param roundTripNs the mean over its paths, or 0 where none is measured
     * @param lost fragments that were lost and sent again
     */
    record DataNic(
            String container,
            String nic,
            List<String> ips,
            String label,
            String driver,
            String link,
            String state,
            long roundTripNs,
            long txDatagrams,
            long txBytes,
            long rxDatagrams,
            long rxBytes,
            long rxDropped,
            long lost,
            List<Path> paths) {}

    /** A way to one peer; {@code state} is such as "ACTIVE", "SUSPECT" or "DOWN". */
    record Path(
            String peer,
            String state,
            long roundTripNs,
            long windowBytes,
            long sentBytes,
            long lost,
            String remote,
            String label) {}

    /** A NIC was added or removed: for these containers, which are one process. */
    record NicChange(
            String nic, List<String> ips, String label, List<String> containers, String done) {}

    /** What a drill broke, and for how long. */
    record Drill(String broken, int seconds) {}

    record Io(String driver, String path, String reason, long operations, long bytes) {}

    record Traffic(
            String driver,
            long txDatagrams,
            long txBytes,
            long rxDatagrams,
            long rxBytes,
            long rxDropped) {}

    record FileSystem(
            String name,
            long capacityBytes,
            long usedBytes,
            String protection,
            boolean encrypted,
            List<String> mounts) {}

    record Mount(String fileSystem, String directory, String queue) {
        static Mount of(io.heddle.client.Mounts.MountInfo info) {
            return new Mount(info.fileSystem(), info.directory().toString(), info.queue());
        }
    }

    record Event(String time, String kind, String text) {}

    /** {@code severity} is "alert", or "advice" where all works and a rule asks for more. */
    record Alert(
            String kind,
            String text,
            String evidence,
            String remedy,
            String since,
            String severity) {}

    /** {@code severity} is "ok", "advice" where all works and a rule asks for more, or "failed". */
    record Check(String check, boolean ok, String severity, String text, String remedy) {}

    /** What a line in the Gogo shell printed; failed when it ended with an error. */
    record ShellAnswer(String output, boolean failed) {}
}
