package io.heddle.drive.internal;

import io.heddle.runtime.Counter;
import io.heddle.runtime.Counters;

/** What a drive counts. */
final class DriveCounters {
    final Counter records;
    final Counter recordBytes;
    final Counter refused;
    final Counter frames;
    final Counter fetches;
    final Counter damagedBlocks;
    private final Counter journalBytes;
    private final Counter dirtyBlocks;
    private final Counter checkpoints;

    DriveCounters(Counters counters, int server) {
        String label = "{server=\"" + server + "\"}";
        records = counters.counter("heddle_drive_records_total" + label);
        recordBytes = counters.counter("heddle_drive_record_bytes_total" + label);
        refused = counters.counter("heddle_drive_refused_records_total" + label);
        frames = counters.counter("heddle_drive_frames_total" + label);
        fetches = counters.counter("heddle_drive_record_fetches_total" + label);
        damagedBlocks = counters.counter("heddle_drive_damaged_blocks_total" + label);
        journalBytes = counters.counter("heddle_drive_journal_bytes" + label);
        dirtyBlocks = counters.counter("heddle_drive_dirty_blocks" + label);
        checkpoints = counters.counter("heddle_drive_checkpoints" + label);
    }

    void gauges(long usedBytes, long dirty, long generation) {
        journalBytes.set(usedBytes);
        dirtyBlocks.set(dirty);
        checkpoints.set(generation);
    }
}
