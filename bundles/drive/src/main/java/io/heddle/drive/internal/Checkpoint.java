package io.heddle.drive.internal;

import io.heddle.runtime.DiskCompletion;
import io.heddle.runtime.DiskFile;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Writes the state of all buckets that changed, so that the journal can be trimmed. One bucket is
 * serialised in a turn; the rest goes on in the background while records are taken.
 *
 * <p>Order: snapshots are built; they and all dirty blocks that they may name are written; their records
 * are durable; blocks and area are flushed; the header is written durably; the journal is trimmed.
 */
final class Checkpoint implements DiskCompletion {
    /** What a checkpoint needs of its drive. */
    record Parts(
            DiskFile area,
            DiskFile blocks,
            BlockSpace areaSpace,
            Buckets buckets,
            BlockCache cache,
            Destage destage,
            HeldRecords held,
            RecordRing records,
            JournalRing ring,
            Crc crc,
            long journalId) {}

    private enum Phase {
        IDLE,
        SNAPSHOTS,
        WRITING,
        DURABLE,
        FLUSHING,
        HEADER
    }

    private static final int[] NONE = new int[0];
    private static final long RETRY_NS = 1_000_000_000L;
    private static final long MAX_BACKLOG_BYTES = 8 << 20;

    private final Parts parts;
    private final IntConsumer onError;
    private final ChunkWriter writer;
    private final MemorySegment slot;
    private final MemorySegment nothing;
    private final List<Runnable> waiting = new ArrayList<>();
    private final List<Runnable> served = new ArrayList<>();
    private final List<BucketTable> fresh = new ArrayList<>();
    private Phase phase = Phase.IDLE;
    private long generation;
    private long lastPlace;
    private int[] directory = NONE;
    private int[] freshDirectory = NONE;
    private long firstFrame;
    private long tailFrame;
    private long mark;
    private int nextBucket;
    private int pending;
    private int error;
    private long retryAtNs;
    private long nowNs;
    private boolean stopped;

    /** @param onError told with -errno when one could not be written */
    Checkpoint(Parts parts, Arena arena, IntConsumer onError) {
        this.parts = parts;
        this.onError = onError;
        this.slot = arena.allocate(CheckpointFormat.SLOT_BYTES, 4096);
        this.nothing = arena.allocate(8);
        this.writer = new ChunkWriter(
                parts.area(), parts.areaSpace(), parts.crc(), parts.journalId(), arena.allocate(8));
    }

    /** For recovery: the checkpoint that was loaded. */
    void restore(long loadedGeneration, int[] directoryChunks) {
        generation = loadedGeneration;
        directory = directoryChunks;
        lastPlace = parts.ring().tail();
    }

    /** Wants a checkpoint that begins from now on. */
    void request(Runnable done) {
        waiting.add(done);
    }

    /** The last one that is durable; 0: none yet. */
    long generation() {
        return generation;
    }

    /** Bytes outside the heap, but for what it took of its drive's arena. */
    long bytes() {
        return writer.bytes();
    }

    boolean isIdle() {
        return pending == 0 && writer.isIdle();
    }

    void stop() {
        stopped = true;
        writer.stop();
    }

    /** Gives the memory back; nothing may be in flight. */
    void close() {
        writer.close();
    }

    /**
     * Does the next step.
     *
     * @param timeNs now, of {@code Env.nanoTime}
     * @param stalled whether the journal has no room for a frame that waits
     * @param lastCrc the checksum of the newest frame
     * @return whether there is more to do at once
     */
    boolean step(long timeNs, boolean stalled, int lastCrc) {
        if (stopped) {
            return false;
        }
        nowNs = timeNs;
        return switch (phase) {
            case IDLE -> isDue(stalled) && start();
            case SNAPSHOTS -> snapshots();
            case WRITING -> writing();
            case DURABLE -> durable(stalled);
            case FLUSHING -> pending == 0 && flushed(lastCrc);
            case HEADER -> pending == 0 && finished();
        };
    }

    @Override
    public void onDisk(long token, int result) {
        pending--;
        if (result < 0) {
            error = result;
        }
    }

    private boolean isDue(boolean stalled) {
        long written = parts.ring().head() - lastPlace;
        if (nowNs < retryAtNs) {
            return false;
        }
        return !waiting.isEmpty() || stalled || written > parts.ring().sizeBytes() / 2;
    }

    private boolean start() {
        served.addAll(waiting);
        waiting.clear();
        error = 0;
        firstFrame = parts.ring().nextFrame(); // Older frames hold only records that are applied.
        nextBucket = 0;
        parts.cache().keepFreed(true);
        writer.begin(generation + 1);
        phase = Phase.SNAPSHOTS;
        return true;
    }

    private boolean snapshots() {
        writer.pump();
        if (writer.backlogBytes() > MAX_BACKLOG_BYTES) {
            return false;
        }
        Buckets buckets = parts.buckets();
        while (nextBucket < buckets.count() && writer.error() == 0) {
            BucketTable table = buckets.at(nextBucket++);
            if (table.sequence() != table.snapshotSequence()) {
                int[] chunks = Snapshot.write(table, writer, nothing);
                table.beginSnapshot(table.sequence(), chunks, generation + 1);
                fresh.add(table);
                return true;
            }
        }
        writeDirectory();
        writer.finish();
        writer.pump();
        mark = parts.records().last();
        parts.destage().require(mark);
        phase = Phase.WRITING;
        return true;
    }

    private void writeDirectory() {
        int count = 0;
        for (int i = 0; i < parts.buckets().count(); i++) {
            count += parts.buckets().at(i).newestChunks().length > 0 ? 1 : 0;
        }
        writer.beginStream();
        writer.putInt(count);
        writer.putInt(0);
        for (int i = 0; i < parts.buckets().count(); i++) {
            BucketTable table = parts.buckets().at(i);
            int[] chunks = table.newestChunks();
            if (chunks.length > 0) {
                writer.putInt(table.bucket());
                writer.putInt(chunks[0]);
                writer.putLong(table.newestGeneration());
            }
        }
        freshDirectory = writer.endStream();
    }

    private boolean writing() {
        writer.pump();
        parts.destage().pump();
        if (writer.error() != 0 && writer.isIdle()) {
            return abandon(writer.error());
        }
        if (writer.backlogBytes() > 0
                || !parts.destage().isFulfilled()
                || parts.held().isWritingUpTo(mark)) {
            return false;
        }
        parts.destage().require(-1);
        phase = Phase.DURABLE;
        return true;
    }

    /** Snapshots may hold records that the journal has not; they wait for it unless it waits for us. */
    private boolean durable(boolean stalled) {
        if (parts.records().watermark() < mark && !stalled) {
            return false;
        }
        pending = 2;
        parts.blocks().flush(this, 0);
        parts.area().flush(this, 1);
        phase = Phase.FLUSHING;
        return false;
    }

    private boolean flushed(int lastCrc) {
        if (error != 0) {
            return abandon(error);
        }
        JournalRing ring = parts.ring();
        tailFrame = oldestKept();
        boolean isNext = tailFrame == ring.nextFrame();
        var header = new CheckpointHeader(
                generation + 1,
                ring.place(tailFrame),
                tailFrame,
                isNext ? lastCrc : ring.crcBefore(tailFrame),
                freshDirectory[0]);
        pending = 1;
        header.write(parts.area(), slot, parts.crc(), parts.journalId(), this);
        phase = Phase.HEADER;
        return false;
    }

    /**
     * The oldest frame to keep: what other replicas may still ask for stays, and an eighth of the journal
     * beyond it, but never more than a quarter, so that a silent replica cannot fill the journal.
     */
    private long oldestKept() {
        JournalRing ring = parts.ring();
        long first = ring.place(firstFrame);
        long wanted = first - ring.sizeBytes() / 8;
        for (int i = 0; i < parts.buckets().count(); i++) {
            BucketTable table = parts.buckets().at(i);
            long place = table.index().placeFrom(table.committedSequence() + 1);
            if (place >= 0) {
                wanted = Math.min(wanted, place);
            }
        }
        wanted = Math.max(wanted, first - ring.sizeBytes() / 4);
        long frame = ring.frameFrom(wanted + 1) - 1;
        return Math.min(firstFrame, Math.max(frame, ring.firstFrame()));
    }

    private boolean finished() {
        if (error != 0) {
            return abandon(error);
        }
        generation++;
        lastPlace = parts.ring().place(firstFrame);
        parts.ring().trim(tailFrame);
        for (int i = 0; i < parts.buckets().count(); i++) {
            parts.buckets().at(i).index().trim(parts.ring().tail());
        }
        for (BucketTable table : fresh) {
            free(table.commitSnapshot());
        }
        free(directory);
        directory = freshDirectory;
        end();
        return true;
    }

    /** Gives up; the last checkpoint stays. */
    private boolean abandon(int why) {
        error = why;
        retryAtNs = nowNs + RETRY_NS;
        onError.accept(why);
        for (BucketTable table : fresh) {
            free(table.dropSnapshot());
        }
        free(freshDirectory);
        parts.destage().require(-1);
        end();
        return false;
    }

    private void end() {
        freshDirectory = NONE;
        fresh.clear();
        parts.cache().keepFreed(false);
        phase = Phase.IDLE;
        List<Runnable> told = List.copyOf(served);
        served.clear();
        told.forEach(Runnable::run);
    }

    private void free(int[] chunks) {
        for (int chunk : chunks) {
            parts.areaSpace().free(chunk);
        }
    }
}
