package io.heddle.meta;

import java.util.List;

/** The service that shows the servers of this process to operators; safe for all threads. */
public interface Servers {
    /** Every server, by id. */
    List<ServerStatus> servers();

    /** Bytes that a file system uses: the blocks of its files, once, as du counts them. */
    long usedBytes(long root);

    /**
     * A server and its drive, at one moment.
     *
     * @param status "UP", "RECOVERING", or "FAILED" when its drive serves nothing
     * @param primaries buckets that it leads
     * @param replicas buckets that it holds in sync, those that it leads included
     * @param capacityBytes payload bytes of its drive in all
     * @param usedBytes of these, in use
     * @param failure why the drive serves nothing, or empty
     * @param startedNs wall clock of its start
     * @param memoryBytes memory outside the heap that its pools and arenas own
     * @param driveMemoryBytes the same of its drive
     */
    record ServerStatus(
            int id,
            String status,
            int primaries,
            int replicas,
            long capacityBytes,
            long usedBytes,
            String failure,
            long startedNs,
            long memoryBytes,
            long driveMemoryBytes) {}
}
