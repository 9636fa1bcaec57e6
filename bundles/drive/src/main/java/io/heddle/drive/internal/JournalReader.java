package io.heddle.drive.internal;

import io.heddle.runtime.DiskFile;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Walks the frames of a journal at opening and finds its end. The end is torn when what follows was never
 * acknowledged, and damaged when a later frame proves that the bad one was durable once.
 */
final class JournalReader implements AutoCloseable {
    /** Told for every good frame in order; returns null or why the walk must stop. */
    @FunctionalInterface
    interface Sink {
        @Nullable
        String onFrame(MemorySegment memory, long offset);
    }

    private static final int WINDOW_BYTES = 4 << 20;

    private final DiskFile file;
    private final JournalRing ring;
    private final long journalId;
    private final Crc crc;
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment window;
    private long windowStart;
    private int windowBytes;
    private int lastCrc;
    private int tornRecords;
    private @Nullable String damage;

    JournalReader(DiskFile file, JournalRing ring, long journalId, Crc crc) {
        this.file = file;
        this.ring = ring;
        this.journalId = journalId;
        this.crc = crc;
        this.window = arena.allocate(Math.min(WINDOW_BYTES, file.sizeBytes()), 4096);
    }

    /** Walks from the ring's tail on; puts the frames into the ring. */
    void walk(int previousCrc, Sink sink) {
        lastCrc = previousCrc;
        while (damage == null) {
            long place = find(ring.nextFrame(), ring.head());
            if (place < 0) {
                break;
            }
            long at = ring.position(place) - windowStart;
            int padded = FrameFormat.padded(FrameFormat.length(window, at));
            ring.add(ring.nextFrame(), place, padded, lastCrc);
            lastCrc = FrameFormat.crc(window, at);
            damage = sink.onFrame(window, at);
        }
        if (damage == null) {
            scanBeyond();
        }
    }

    /** The checksum of the last good frame. */
    int lastCrc() {
        return lastCrc;
    }

    /** Records behind the end that were written in part or not in order, and never acknowledged. */
    int tornRecords() {
        return tornRecords;
    }

    /** What is wrong in the middle, or null. */
    @Nullable
    String damage() {
        return damage;
    }

    @Override
    public void close() {
        arena.close();
    }

    /** The place of a good frame after {@code place}, or -1. */
    private long find(long sequence, long place) {
        if (isGood(place, sequence)) {
            return place;
        }
        long wrapped = ring.fit(place, Integer.MAX_VALUE);
        return ring.position(place) != 0 && isGood(wrapped, sequence) ? wrapped : -1;
    }

    private boolean isGood(long place, long sequence) {
        long position = ring.position(place);
        if (!load(position, FrameFormat.SECTOR_BYTES)) {
            return false;
        }
        long at = position - windowStart;
        return FrameFormat.hasMagic(window, at)
                && FrameFormat.sequence(window, at) == sequence
                && FrameFormat.place(window, at) == place
                && FrameFormat.previousCrc(window, at) == lastCrc
                && hasGoodChecksum(position);
    }

    private boolean hasGoodChecksum(long position) {
        int length = FrameFormat.length(window, position - windowStart);
        if (length < FrameFormat.HEADER_BYTES
                || length > FrameFormat.MAX_BYTES
                || position + FrameFormat.padded(length) > ring.sizeBytes()
                || !load(position, FrameFormat.padded(length))) {
            return false;
        }
        long at = position - windowStart;
        return FrameFormat.checksum(crc, journalId, window, at, length)
                == FrameFormat.crc(window, at);
    }

    private void scanBeyond() {
        long missing = ring.nextFrame();
        countTorn(ring.head(), missing);
        for (long position = 0; position < ring.sizeBytes() && damage == null; ) {
            if (!load(position, FrameFormat.SECTOR_BYTES)) {
                return;
            }
            long at = position - windowStart;
            long next = position + FrameFormat.SECTOR_BYTES;
            if (FrameFormat.hasMagic(window, at)
                    && FrameFormat.sequence(window, at) >= missing
                    && ring.position(FrameFormat.place(window, at)) == position
                    && hasGoodChecksum(position)) {
                at = position - windowStart;
                if (FrameFormat.durable(window, at) >= missing) {
                    damage = "frame " + missing + " of the journal is damaged, and frame "
                            + FrameFormat.sequence(window, at) + " after it is good";
                }
                next = position + FrameFormat.padded(FrameFormat.length(window, at));
            }
            position = next;
        }
    }

    private void countTorn(long place, long sequence) {
        for (int i = 0; i < 2; i++) {
            long candidate = i == 0 ? place : ring.fit(place, Integer.MAX_VALUE);
            long position = ring.position(candidate);
            if (load(position, FrameFormat.SECTOR_BYTES)) {
                long at = position - windowStart;
                if (FrameFormat.hasMagic(window, at)
                        && FrameFormat.sequence(window, at) == sequence
                        && FrameFormat.place(window, at) == candidate) {
                    tornRecords += Math.max(1, Math.min(FrameFormat.entries(window, at), 1 << 16));
                    return;
                }
            }
        }
    }

    /** Makes sure that these bytes of the file are in the window. */
    private boolean load(long position, int bytes) {
        if (position >= windowStart && position + bytes <= windowStart + windowBytes) {
            return true;
        }
        int wanted = (int) Math.min(window.byteSize(), ring.sizeBytes() - position);
        int read = bytes > wanted ? -1 : file.readNow(position, window, 0, wanted);
        windowStart = position;
        windowBytes = Math.max(0, read);
        if (read != wanted) {
            damage = "the journal cannot be read at byte " + position + " (" + read + ")";
            return false;
        }
        return true;
    }
}
