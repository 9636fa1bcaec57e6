package io.heddle.drive;

/** Told once for every accepted record, in the order of appending. */
@FunctionalInterface
public interface RecordDone {
    /** @param status 0, or -EIO: the drive failed and the replica must leave the set */
    void onRecord(long token, int status);
}
