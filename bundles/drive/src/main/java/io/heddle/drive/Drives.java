package io.heddle.drive;

import io.heddle.runtime.Env;

/** The service that creates and opens drives. */
public interface Drives {
    /**
     * Opens the drive in {@code env.disk()}, or creates it when the folder holds none. Replays the
     * journal up to the last good record; blocks, before the loop serves.
     *
     * @throws io.heddle.runtime.StorageException when the format is newer or the cluster is another
     */
    Drive open(Env env, DriveConfig config);

    /**
     * @param server the server it belongs to, for names of counters and events
     * @param clusterId written at creation, checked afterwards
     * @param capacityBytes bytes for payload blocks
     * @param journalBytes bytes of the journal
     */
    record DriveConfig(int server, long clusterId, long capacityBytes, long journalBytes) {}
}
