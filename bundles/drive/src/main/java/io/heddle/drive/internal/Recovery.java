package io.heddle.drive.internal;

import io.heddle.drive.RecordReader;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;

/** Brings the records of the journal back into the buckets, at opening. */
final class Recovery implements JournalReader.Sink {
    private final Buckets buckets;
    private final RecordApplier applier;
    private final JournalRing ring;
    private final RecordReader reader = new RecordReader();
    private long records;

    Recovery(Buckets buckets, RecordApplier applier, JournalRing ring) {
        this.buckets = buckets;
        this.applier = applier;
        this.ring = ring;
    }

    /** Records that were applied. */
    long records() {
        return records;
    }

    @Override
    public @Nullable String onFrame(MemorySegment memory, long offset) {
        int entries = FrameFormat.entries(memory, offset);
        long place = FrameFormat.place(memory, offset);
        long end = offset + FrameFormat.length(memory, offset);
        long at = offset + FrameFormat.HEADER_BYTES;
        for (int i = 0; i < entries; i++) {
            int stored = memory.get(FrameFormat.INT, at);
            int trailer = memory.get(FrameFormat.INT, at + 4);
            long next = at + FrameFormat.ENTRY_BYTES + FrameFormat.align(stored) + trailer;
            if (stored < 0
                    || trailer < 0
                    || next > end
                    || !onEntry(memory, at, stored, place + at - offset)) {
                return "frame " + (ring.nextFrame() - 1)
                        + " of the journal holds a record that does not follow";
            }
            at = next;
        }
        return null;
    }

    private boolean onEntry(MemorySegment memory, long at, int stored, long place) {
        boolean stripped = memory.get(FrameFormat.INT, at + 8) != 0;
        long recordAt = at + FrameFormat.ENTRY_BYTES;
        if (reader.wrap(memory, recordAt, stored, stripped) != 0) {
            return false;
        }
        BucketTable table = buckets.table(reader.bucket());
        long sequence = reader.sequence();
        if (sequence > table.sequence() + 1) {
            return false;
        }
        if (sequence == table.sequence() + 1) {
            applier.replay(reader, table, memory, recordAt + FrameFormat.align(stored));
            table.advance(
                    sequence,
                    reader.epoch(),
                    Integer.toUnsignedLong(memory.get(FrameFormat.INT, at + 12)));
            table.durable(sequence);
            records++;
        }
        table.index().add(sequence, place);
        return true;
    }
}
