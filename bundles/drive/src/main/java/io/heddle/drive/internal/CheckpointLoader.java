package io.heddle.drive.internal;

import io.heddle.runtime.DiskFile;

import org.jspecify.annotations.Nullable;

/** Brings the buckets of a checkpoint back, at opening. */
final class CheckpointLoader {
    private final DiskFile file;
    private final Crc crc;
    private final long journalId;
    private final Buckets buckets;
    private final BlockSpace area;

    CheckpointLoader(DiskFile file, Crc crc, long journalId, Buckets buckets, BlockSpace area) {
        this.file = file;
        this.crc = crc;
        this.journalId = journalId;
        this.buckets = buckets;
        this.area = area;
    }

    /** @return null, or what is damaged */
    @Nullable
    String load(CheckpointHeader header, Checkpoint kept) {
        try (var directory = new ChunkReader(file, crc, journalId);
                var snapshot = new ChunkReader(file, crc, journalId)) {
            directory.open(header.directory(), header.generation());
            int count = directory.getInt();
            directory.getInt();
            for (int i = 0; i < count && directory.damage() == null; i++) {
                int bucket = directory.getInt();
                int firstChunk = directory.getInt();
                long generation = directory.getLong();
                if (directory.damage() != null) {
                    break;
                }
                snapshot.open(firstChunk, generation);
                int read = Snapshot.read(snapshot, buckets, generation);
                if (snapshot.damage() != null) {
                    return snapshot.damage();
                }
                if (read != bucket || !claim(snapshot.chunks())) {
                    return "the snapshot of bucket " + bucket
                            + " in the checkpoint is another bucket's";
                }
            }
            if (directory.damage() == null && !claim(directory.chunks())) {
                return "the directory of the checkpoint shares chunks with a bucket";
            }
            kept.restore(header.generation(), directory.chunks());
            return directory.damage();
        }
    }

    private boolean claim(int[] chunks) {
        boolean free = true;
        for (int chunk : chunks) {
            free &= area.claim(chunk);
        }
        return free;
    }
}
