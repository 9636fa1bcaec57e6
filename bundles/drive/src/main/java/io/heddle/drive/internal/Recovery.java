package io.heddle.drive.internal;

import io.heddle.drive.RecordReader;
import io.heddle.runtime.Events;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;

/** Brings a drive's state back at opening: the newest checkpoint, then the journal, then the free blocks. */
final class Recovery implements JournalReader.Sink {
    private final DriveFiles files;
    private final Buckets buckets;
    private final RecordApplier applier;
    private final JournalRing ring;
    private final BlockSpace space;
    private final Crc crc;
    private final RecordReader reader = new RecordReader();
    private int lastCrc;
    private @Nullable String damage;

    Recovery(
            DriveFiles files,
            Buckets buckets,
            RecordApplier applier,
            JournalRing ring,
            BlockSpace space,
            Crc crc) {
        this.files = files;
        this.buckets = buckets;
        this.applier = applier;
        this.ring = ring;
        this.space = space;
        this.crc = crc;
    }

    /** The checksum of the newest frame. */
    int lastCrc() {
        return lastCrc;
    }

    /** @return null, or what is damaged, so that the drive must not serve */
    @Nullable
    String run(Checkpoint checkpoint, BlockSpace area, Events events, String drive) {
        long journalId = files.superblock().journalId();
        CheckpointHeader header = CheckpointHeader.read(files.checkpoint(), crc, journalId);
        if (header != null) {
            ring.setNextFrame(header.tailFrame());
            ring.restart(header.tailPlace());
            lastCrc = header.tailCrc();
            damage = new CheckpointLoader(files.checkpoint(), crc, journalId, buckets, area)
                    .load(header, checkpoint);
        }
        if (damage == null) {
            damage = walk(journalId, events, drive);
        }
        for (int i = 0; i < buckets.count() && damage == null; i++) {
            buckets.at(i).blocks().forEach(this::claim);
        }
        return damage;
    }

    private @Nullable String walk(long journalId, Events events, String drive) {
        try (var walk = new JournalReader(files.journal(), ring, journalId, crc)) {
            walk.walk(lastCrc, this);
            lastCrc = walk.lastCrc();
            if (walk.tornRecords() > 0 && walk.damage() == null) {
                events.event(
                        "journal-torn",
                        "The journal of " + drive + " ended in a torn frame: " + walk.tornRecords()
                                + " records after frame " + (ring.nextFrame() - 1)
                                + ", never acknowledged, are dropped.");
            }
            return walk.damage();
        }
    }

    private void claim(int address) {
        if (!space.claim(address) && damage == null) {
            damage = "block " + address + " is named by two files";
        }
    }

    @Override
    public @Nullable String onFrame(MemorySegment memory, long offset) {
        int entries = FrameFormat.entries(memory, offset);
        long place = FrameFormat.place(memory, offset);
        long end = offset + FrameFormat.length(memory, offset);
        long at = offset + FrameFormat.HEADER_BYTES;
        for (int i = 0; i < entries; i++) {
            long next = nextEntry(memory, at, end);
            if (next < 0 || !onEntry(memory, at, next, place + at - offset)) {
                return "frame " + (ring.nextFrame() - 1)
                        + " of the journal holds a record that does not follow";
            }
            at = next;
        }
        return null;
    }

    /** Where the entry ends, or -1 when it is not inside of its frame. */
    private static long nextEntry(MemorySegment memory, long at, long end) {
        if (at + FrameFormat.ENTRY_BYTES > end) {
            return -1;
        }
        int stored = memory.get(FrameFormat.INT, at);
        int trailer = memory.get(FrameFormat.INT, at + 4);
        if (stored < 0 || stored > FrameFormat.MAX_BYTES || trailer < 0) {
            return -1;
        }
        long next = at + FrameFormat.ENTRY_BYTES + FrameFormat.align(stored) + trailer;
        return next > end ? -1 : next;
    }

    private boolean onEntry(MemorySegment memory, long at, long next, long place) {
        int stored = memory.get(FrameFormat.INT, at);
        boolean stripped = memory.get(FrameFormat.INT, at + 8) != 0;
        long recordAt = at + FrameFormat.ENTRY_BYTES;
        long trailerAt = recordAt + FrameFormat.align(stored);
        if (reader.wrap(memory, recordAt, stored, stripped) != 0
                || !Buckets.isValid(reader.bucket())
                || !TrailerCheck.fits(reader, memory, trailerAt, next, space.blocks())) {
            return false;
        }
        BucketTable table = buckets.table(reader.bucket());
        long sequence = reader.sequence();
        if (sequence > table.sequence() + 1) {
            return false;
        }
        if (sequence == table.sequence() + 1) {
            applier.replay(reader, table, memory, trailerAt);
            table.advance(
                    sequence,
                    reader.epoch(),
                    Integer.toUnsignedLong(memory.get(FrameFormat.INT, at + 12)));
            table.durable(sequence);
        }
        table.index().add(sequence, place);
        return true;
    }
}
