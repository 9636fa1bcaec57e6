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

    record Bucket(int bucket, int epoch, List<Integer> servers) {}

    record Driver(
            String name,
            String bundle,
            String version,
            String state,
            String verdict,
            List<Reason> reasons) {}

    record Reason(String rule, String text, String evidence) {}

    record Explanation(String process, String chosen, String reason, List<Candidate> candidates) {}

    record Candidate(
            String driver,
            String rule,
            String text,
            String path,
            String seen,
            String wanted,
            String verdict) {}

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

    record Check(String check, boolean ok, String text, String remedy) {}

    /** What a line in the Gogo shell printed; failed when it ended with an error. */
    record ShellAnswer(String output, boolean failed) {}
}
