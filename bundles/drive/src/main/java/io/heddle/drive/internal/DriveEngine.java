package io.heddle.drive.internal;

import io.heddle.drive.BucketState;
import io.heddle.drive.Drive;
import io.heddle.drive.Drives.DriveConfig;
import io.heddle.drive.RecordDone;
import io.heddle.drive.RecordReader;
import io.heddle.drive.RecordWriter;
import io.heddle.foreign.linux.Errno;
import io.heddle.runtime.CountedArena;
import io.heddle.runtime.DiskCompletion;
import io.heddle.runtime.Env;
import io.heddle.runtime.Timer;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.util.List;

/** The drive: takes records, applies them, and tells their owners when the journal has them. */
final class DriveEngine implements Drive, JournalWriter.Owner, HeldRecords.Owner {
    private static final long CACHE_BYTES = 32L << 20;
    private static final long CLOSE_RETRY_NS = 1_000_000;
    private static final int TRAILER_BYTES =
            16 << 10; // 20 bytes for each of 512 blocks, and heads.

    private final Env env;
    private final String name;
    private final DriveFiles files;
    private final DriveCounters counters;
    private final CountedArena arena = new CountedArena();
    private final Crc crc;
    private final BlockSpace space;
    private final BlockCache cache;
    private final IoTickets tickets = new IoTickets();
    private final RecordRing records = new RecordRing();
    private final RecordReader reader = new RecordReader();
    private final Trailer trailer;
    private final RecordApplier applier;
    private final HeldRecords held;
    private final BlockReader blockReader;
    private final Buckets buckets;
    private final Admission admission;
    private final Destage destage;
    private final JournalRing ring;
    private final JournalWriter journal;
    private final RecordFetcher fetcher;
    private final Checkpoint checkpoint;
    private final Timer closeTimer;
    private int unsettled;
    private int recordBlocks;
    private boolean recordFrees;
    private @Nullable String failure;
    private boolean closing;
    private boolean closed;
    private boolean released;

    private DriveEngine(Env env, DriveConfig config, DriveFiles files, Crc crc, long cacheBytes) {
        this.env = env;
        this.name = "drive-" + config.server();
        this.files = files;
        this.crc = crc;
        this.cache = new BlockCache(cacheBytes);
        this.counters = new DriveCounters(env.counters(), config.server());
        this.space = new BlockSpace((int) (files.superblock().blockBytes() / BLOCK_BYTES));
        this.trailer = new Trailer(arena.allocate(TRAILER_BYTES, 8));
        this.held = new HeldRecords(files.blocks(), tickets, this);
        this.applier = new RecordApplier(space, cache, tickets, held, crc, trailer);
        this.blockReader =
                new BlockReader(files.blocks(), cache, held, tickets, crc, this::onDamagedBlock);
        this.buckets = new Buckets(arena, blockReader);
        var area = new BlockSpace(CheckpointFormat.chunks(files.superblock().checkpointBytes()));
        this.admission = new Admission(space, buckets, area.blocks());
        this.destage = new Destage(
                files.blocks(), cache, space, tickets, status -> failWrite("the blocks", status));
        this.ring = new JournalRing(files.superblock().journalBytes());
        this.checkpoint = new Checkpoint(
                new Checkpoint.Parts(
                        files.checkpoint(),
                        files.blocks(),
                        area,
                        buckets,
                        cache,
                        destage,
                        held,
                        records,
                        ring,
                        crc,
                        files.superblock().journalId()),
                arena,
                this::onCheckpointError);
        this.closeTimer = env.timer(this::closeWhenIdle);
        int lastCrc = 0;
        if (!files.created()) {
            var recovery = new Recovery(files, buckets, applier, ring, space, crc);
            failure = recovery.run(checkpoint, area, env.events(), name);
            lastCrc = recovery.lastCrc();
        }
        this.journal = new JournalWriter(
                files.journal(),
                ring,
                files.superblock().journalId(),
                env.randomLong(),
                lastCrc,
                crc,
                this);
        this.fetcher =
                new RecordFetcher(files.journal(), files.blocks(), ring, journal, cache, held, crc);
        if (failure != null) {
            stop();
            raise(failure);
        }
    }

    static DriveEngine open(Env env, DriveConfig config) {
        return open(env, config, CACHE_BYTES);
    }

    /** @param cacheBytes memory for blocks that are not destaged yet, and for clean ones */
    static DriveEngine open(Env env, DriveConfig config, long cacheBytes) {
        var crc = new Crc();
        var files = DriveFiles.open(env, config, crc);
        var engine = new DriveEngine(env, config, files, crc, cacheBytes);
        engine.settle();
        return engine;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public BucketState bucket(int bucket) {
        return buckets.table(bucket);
    }

    @Override
    public List<BucketState> buckets() {
        return buckets.all();
    }

    @Override
    public int append(
            MemorySegment record, long offset, int lengthBytes, RecordDone done, long token) {
        int status = check(record, offset, lengthBytes);
        if (status != 0) {
            counters.refused.increment();
            return status;
        }
        BucketTable table = buckets.table(reader.bucket());
        int chain = crc.of(record, offset, lengthBytes);
        long ordinal = records.add(table, reader.sequence(), done, token);
        HeldRecord waiting = applier.apply(reader, table, ordinal);
        table.advance(reader.sequence(), reader.epoch(), Integer.toUnsignedLong(chain));
        int stored = waiting == null ? lengthBytes : EntryCodec.storedBytes(reader);
        int bytes = EntryCodec.entryBytes(stored, trailer.bytes());
        if (waiting == null && table.firstHeld() == null) {
            FrameBuffer frame = journal.reserve(bytes);
            int at = frame.add(bytes, ordinal);
            EntryCodec.encode(reader, stored, trailer, chain, frame.memory(), at);
        } else {
            HeldRecord later = waiting != null ? waiting : held.take(ordinal, table);
            EntryCodec.encode(reader, stored, trailer, chain, later.entry(bytes), 0);
            held.hold(later, table);
        }
        counters.records.increment();
        counters.recordBytes.add(lengthBytes);
        return 0;
    }

    private int check(MemorySegment record, long offset, int lengthBytes) {
        if (failure != null) {
            return -Errno.EIO;
        }
        if (reader.wrap(record, offset, lengthBytes) != 0 || !Buckets.isValid(reader.bucket())) {
            return -Errno.EINVAL;
        }
        BucketTable table = buckets.table(reader.bucket());
        if (reader.epoch() < table.epoch()) {
            return -Errno.ESTALE;
        }
        if (reader.sequence() != table.sequence() + 1 || reader.chain() != table.chain()) {
            return -Errno.EINVAL;
        }
        long keyBytes = measure();
        if (recordBlocks > RecordApplier.MAX_RECORD_BLOCKS) {
            return -Errno.EINVAL;
        }
        return admission.takes(recordBlocks, keyBytes, recordFrees) ? 0 : -Errno.ENOSPC;
    }

    /** Counts what the record asks for. @return bytes of keys and values */
    private long measure() {
        recordBlocks = 0;
        recordFrees = false;
        long keyBytes = 0;
        while (reader.next()) {
            switch (reader.kind()) {
                case RecordWriter.WRITE -> recordBlocks += reader.blocks();
                case RecordWriter.PUT -> keyBytes += reader.keyBytes() + reader.valueBytes();
                default -> recordFrees = true;
            }
        }
        return keyBytes;
    }

    @Override
    public boolean admits(long payloadBytes, boolean freesSpace) {
        long blocks = (payloadBytes + BLOCK_BYTES - 1) / BLOCK_BYTES;
        return failure == null && admission.admits(blocks, freesSpace);
    }

    @Override
    public long capacityBytes() {
        return admission.capacityBytes();
    }

    @Override
    public long freeBytes() {
        return admission.freeBytes();
    }

    @Override
    public long memoryBytes() {
        return arena.bytes()
                + cache.bytes()
                + buckets.residentBytes()
                + journal.bytes()
                + held.bytes()
                + destage.bytes()
                + checkpoint.bytes()
                + fetcher.bytes();
    }

    @Override
    public int readRecords(
            int bucket, long sequence, MemorySegment to, long offset, int capacityBytes) {
        if (failure != null) {
            return -Errno.EIO;
        }
        counters.fetches.increment();
        return fetcher.read(buckets.table(bucket), sequence, to, offset, capacityBytes);
    }

    @Override
    public void committed(int bucket, long sequence) {
        buckets.table(bucket).committed(sequence);
    }

    @Override
    public @Nullable String failure() {
        return failure;
    }

    @Override
    public void checkpoint(Runnable done) {
        if (failure != null) {
            done.run();
            return;
        }
        checkpoint.request(done);
    }

    @Override
    public int poll(long nowNs) {
        space.reclaim(records.watermark(), tickets);
        if (failure != null || closing || unsettled > 0) {
            return 0;
        }
        int started = destage.pump();
        return checkpoint.step(nowNs, journal.stalled(), journal.lastCrc()) ? started + 1 : started;
    }

    @Override
    public void flush() {
        boolean full = cache.dirtyBlocks() + cache.writingBlocks() > cache.limitBlocks();
        if (unsettled == 0 && failure == null && !full) {
            journal.flush();
        }
        counters.gauges(ring.usedBytes(), cache.dirtyBlocks(), checkpoint.generation());
    }

    @Override
    public void close() {
        stop();
        closing = true;
        files.close(); // On a real disk this delivers what is in flight; a simulated one
        // delivers later.
        closeWhenIdle();
    }

    @Override
    public void onPlaced(FrameBuffer frame) {
        for (int i = 0; i < frame.entries(); i++) {
            long ordinal = frame.ordinal(i);
            records.table(ordinal)
                    .index()
                    .add(records.sequence(ordinal), frame.place() + frame.offset(i));
        }
        counters.frames.increment();
    }

    @Override
    public void onDurable(FrameBuffer frame) {
        for (int i = 0; i < frame.entries(); i++) {
            records.complete(frame.ordinal(i), 0);
        }
    }

    @Override
    public void onReady(HeldRecord record) {
        FrameBuffer frame = journal.reserve(record.entryBytes());
        int at = frame.add(record.entryBytes(), record.ordinal);
        MemorySegment.copy(record.entry(), 0, frame.memory(), at, record.entryBytes());
    }

    @Override
    public void onWriteFailed(int status) {
        failWrite("the journal or the blocks", status);
    }

    private void failWrite(String what, int status) {
        fail(what + " of " + name + " cannot be written (" + status + ")");
    }

    /**
     * Makes durable what was found, before anything is built on it: a process may have died between a
     * write and its flush. A new drive gets its superblock.
     */
    private void settle() {
        if (failure != null) {
            return;
        }
        DiskCompletion settled = (wanted, result) -> {
            unsettled--;
            if (result != wanted) {
                failWrite("a file", result);
            }
        };
        unsettled = 3;
        if (files.created()) {
            MemorySegment slot = arena.allocate(Superblock.SLOT_BYTES, 4096);
            files.superblock().write(files.superblockFile(), slot, crc, settled);
            unsettled = Superblock.SLOTS;
        } else {
            files.superblockFile().flush(settled, 0);
            files.journal().flush(settled, 0);
            files.checkpoint().flush(settled, 0);
        }
    }

    private void onCheckpointError(int status) {
        if (status != -Errno.ENOSPC) {
            failWrite("the checkpoint or the blocks", status);
            return;
        }
        env.events()
                .raise(
                        "checkpoint-full",
                        name,
                        "The state of " + name + " does not fit into its checkpoint area.",
                        buckets.usedBytes() + " bytes of state",
                        "Delete files, or give the cluster more servers or capacity.");
    }

    private void onDamagedBlock() {
        counters.damagedBlocks.increment();
        env.events()
                .raise(
                        "block-damaged",
                        name,
                        "Blocks of " + name + " cannot be read or have a wrong checksum.",
                        "heddle_drive_damaged_blocks_total",
                        "Reads are answered by the other replicas; replace the drive when the count grows.");
    }

    private void fail(String why) {
        if (failure != null || closing) {
            return;
        }
        failure = why;
        stop();
        raise(why);
        records.failAll(-Errno.EIO);
    }

    private void stop() {
        journal.stop();
        destage.stop();
        checkpoint.stop();
        held.stop();
        blockReader.refuse();
    }

    private void raise(String why) {
        env.events()
                .raise(
                        "drive-failed",
                        name,
                        "Drive " + name + " serves nothing any more.",
                        why,
                        "Its data is on the other replicas: replace the drive, or move its folder away.");
    }

    /** Memory that a transfer in flight names must stay until it has ended. */
    private void closeWhenIdle() {
        if (closed
                || !journal.isIdle()
                || !tickets.idle()
                || !checkpoint.isIdle()
                || unsettled > 0) {
            if (!closed) {
                closeTimer.startAt(env.nanoTime() + CLOSE_RETRY_NS);
            }
            return;
        }
        closed = true;
        release();
    }

    /** Gives the memory back; nothing may be in flight. */
    void release() {
        if (released) {
            return;
        }
        released = true;
        for (int i = 0; i < buckets.count(); i++) {
            buckets.at(i).dropHeld();
        }
        journal.close();
        destage.close();
        checkpoint.close();
        held.close();
        fetcher.close();
        cache.close();
        buckets.close();
        arena.close();
    }
}
