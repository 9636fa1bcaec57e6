package io.heddle.drive.internal;

import io.heddle.runtime.DiskCompletion;
import io.heddle.runtime.DiskFile;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;

/**
 * Group commit: records collect in a frame; {@link #flush} writes it durably when the write before has
 * ended, and meanwhile the next frame collects. One write is in flight, so frames become durable in order
 * and what a torn end loses was never acknowledged. A failed write is never tried again.
 */
final class JournalWriter implements DiskCompletion {
    private static final int FRAME_BYTES = 256 << 10;
    private static final int SPARE_FRAMES = 2;

    /** Frames that stay in memory after they were written, for replicas a little behind. */
    private static final int RECENT_FRAMES = 4;

    /** What the writer tells its drive. */
    interface Owner {
        /** A frame was given its place. */
        void onPlaced(FrameBuffer frame);

        /** All records of the frame are durable. */
        void onDurable(FrameBuffer frame);

        void onWriteFailed(int status);
    }

    private final DiskFile file;
    private final JournalRing ring;
    private final long journalId;
    private final long incarnation;
    private final Crc crc;
    private final Owner owner;
    private final ArrayDeque<FrameBuffer> closed = new ArrayDeque<>();
    private final ArrayDeque<FrameBuffer> recent = new ArrayDeque<>();
    private final ArrayDeque<FrameBuffer> spare = new ArrayDeque<>();
    private FrameBuffer group;
    private @Nullable FrameBuffer inFlight;
    private int lastCrc;
    private long durableFrame;
    private boolean stalled;
    private boolean stopped;

    JournalWriter(
            DiskFile file,
            JournalRing ring,
            long journalId,
            long incarnation,
            int lastCrc,
            Crc crc,
            Owner owner) {
        this.file = file;
        this.ring = ring;
        this.journalId = journalId;
        this.incarnation = incarnation;
        this.lastCrc = lastCrc;
        this.crc = crc;
        this.owner = owner;
        this.durableFrame = ring.nextFrame() - 1;
        this.group = new FrameBuffer(FRAME_BYTES);
    }

    /** The frame that has room for an entry. */
    FrameBuffer reserve(int bytes) {
        if (!group.fits(bytes)) {
            if (group.entries() > 0) {
                closed.add(group);
            } else {
                recycle(group);
            }
            group = take(bytes);
        }
        return group;
    }

    /** Starts the next write if none is in flight. */
    void flush() {
        if (!isIdle() || stopped) {
            return;
        }
        FrameBuffer frame = closed.isEmpty() ? group : closed.getFirst();
        if (frame.entries() == 0) {
            return;
        }
        int padded = FrameFormat.padded(frame.lengthBytes());
        long place = ring.room(padded);
        stalled = place < 0;
        if (stalled) {
            return;
        }
        if (frame == group) {
            group = take(0);
        } else {
            closed.removeFirst();
        }
        start(frame, place, padded);
    }

    @Override
    public void onDisk(long token, int result) {
        FrameBuffer frame = inFlight;
        inFlight = null;
        if (frame == null) {
            return;
        }
        if (stopped) {
            recycle(frame);
            return;
        }
        if (result != FrameFormat.padded(frame.lengthBytes())) {
            stopped = true;
            recycle(frame);
            owner.onWriteFailed(result);
            return;
        }
        durableFrame = frame.sequence();
        owner.onDurable(frame);
        recent.addLast(frame);
        if (recent.size() > RECENT_FRAMES) {
            recycle(recent.removeFirst());
        }
    }

    /** Whether nothing is in flight. */
    boolean isIdle() {
        return inFlight == null;
    }

    /** Whether records wait that are not being written. */
    boolean hasWaiting() {
        return group.entries() > 0 || !closed.isEmpty();
    }

    /** Whether a frame waits for room in the journal. */
    boolean stalled() {
        return stalled;
    }

    /** All frames up to this one are durable. */
    long durableFrame() {
        return durableFrame;
    }

    long incarnation() {
        return incarnation;
    }

    int lastCrc() {
        return lastCrc;
    }

    /** The frame in memory that holds a place of the journal, or null. */
    @Nullable
    FrameBuffer inMemory(long place) {
        FrameBuffer frame = inFlight;
        if (frame != null && frame.holds(place)) {
            return frame;
        }
        for (FrameBuffer written : recent) {
            if (written.holds(place)) {
                return written;
            }
        }
        return null;
    }

    /** Bytes outside the heap of all frames. */
    long bytes() {
        FrameBuffer written = inFlight;
        return group.capacityBytes()
                + (written == null ? 0 : written.capacityBytes())
                + bytes(closed)
                + bytes(recent)
                + bytes(spare);
    }

    private static long bytes(ArrayDeque<FrameBuffer> frames) {
        long bytes = 0;
        for (FrameBuffer frame : frames) {
            bytes += frame.capacityBytes();
        }
        return bytes;
    }

    /** Writes nothing any more. */
    void stop() {
        stopped = true;
    }

    /** Gives the memory back; nothing may be in flight. */
    void close() {
        group.close();
        closed.forEach(FrameBuffer::close);
        recent.forEach(FrameBuffer::close);
        spare.forEach(FrameBuffer::close);
    }

    private void start(FrameBuffer frame, long place, int padded) {
        long sequence = ring.nextFrame();
        frame.place(place, sequence);
        ring.add(sequence, place, padded, lastCrc);
        MemorySegment memory = frame.memory();
        FrameFormat.seal(
                memory,
                frame.lengthBytes(),
                sequence,
                incarnation,
                place,
                durableFrame,
                lastCrc,
                frame.entries());
        lastCrc = FrameFormat.checksum(crc, journalId, memory, 0, frame.lengthBytes());
        FrameFormat.setCrc(memory, lastCrc);
        inFlight = frame;
        owner.onPlaced(frame);
        file.write(ring.position(place), memory, 0, padded, true, this, sequence);
    }

    private FrameBuffer take(int bytes) {
        int wanted = bytes + FrameFormat.HEADER_BYTES;
        if (wanted > FRAME_BYTES) {
            return new FrameBuffer(FrameFormat.padded(wanted));
        }
        FrameBuffer frame = spare.pollFirst();
        if (frame == null) {
            return new FrameBuffer(FRAME_BYTES);
        }
        frame.reset();
        return frame;
    }

    private void recycle(FrameBuffer frame) {
        if (frame.capacityBytes() == FRAME_BYTES && spare.size() < SPARE_FRAMES) {
            spare.addFirst(frame);
        } else {
            frame.close();
        }
    }
}
