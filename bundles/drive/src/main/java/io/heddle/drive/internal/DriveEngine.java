package io.heddle.drive.internal;

import io.heddle.drive.BucketState;
import io.heddle.drive.Drive;
import io.heddle.drive.Drives.DriveConfig;
import io.heddle.drive.RecordDone;
import io.heddle.drive.RecordReader;
import io.heddle.foreign.linux.Errno;
import io.heddle.runtime.Env;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** The drive: takes records, applies them, and tells their owners when the journal has them. */
final class DriveEngine implements Drive, JournalWriter.Owner {
    private static final int MAX_RECORD_BLOCKS = 512;
    private static final long CACHE_BYTES = 32L << 20;
    private static final int TRAILER_BYTES =
            16 << 10; // 20 bytes for each of 512 blocks, and heads.

    private final Env env;
    private final String name;
    private final DriveFiles files;
    private final Arena arena = Arena.ofShared();
    private final Crc crc;
    private final BlockSpace space;
    private final BlockCache cache = new BlockCache(CACHE_BYTES);
    private final IoTickets tickets = new IoTickets();
    private final RecordRing ring = new RecordRing();
    private final RecordReader reader = new RecordReader();
    private final Trailer trailer;
    private final RecordApplier applier;
    private final Buckets buckets;
    private final JournalRing journalRing;
    private final JournalWriter journal;
    private final int reserveBlocks;
    private int superblockWrites;
    private @Nullable String failure;

    private DriveEngine(Env env, DriveConfig config, DriveFiles files, Crc crc) {
        this.env = env;
        this.name = "drive-" + config.server();
        this.files = files;
        this.crc = crc;
        this.space = new BlockSpace((int) (files.superblock().blockBytes() / BLOCK_BYTES));
        this.reserveBlocks = space.blocks() / 20;
        this.trailer = new Trailer(arena.allocate(TRAILER_BYTES, 8));
        this.applier = new RecordApplier(space, cache, tickets, crc, trailer);
        this.buckets = new Buckets(arena, new BlockReader(cache), cache);
        this.journalRing = new JournalRing(files.superblock().journalBytes());
        int lastCrc = recover();
        this.journal = new JournalWriter(
                files.journal(),
                journalRing,
                files.superblock().journalId(),
                env.randomLong(),
                lastCrc,
                crc,
                this);
        if (files.created()) {
            superblockWrites = Superblock.SLOTS;
            files.superblock()
                    .write(
                            files.superblockFile(),
                            arena.allocate(Superblock.SLOT_BYTES, 4096),
                            crc,
                            (token, result) -> onSuperblock(result));
        }
    }

    static DriveEngine open(Env env, DriveConfig config) {
        var crc = new Crc();
        return new DriveEngine(env, config, DriveFiles.open(env, config, crc), crc);
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
        int blocks = 0;
        boolean frees = false;
        while (reader.next()) {
            switch (reader.kind()) {
                case io.heddle.drive.RecordWriter.WRITE -> blocks += reader.blocks();
                case io.heddle.drive.RecordWriter.PUT -> {}
                default -> frees = true;
            }
        }
        if (blocks > MAX_RECORD_BLOCKS) {
            return -Errno.EINVAL;
        }
        if (blocks > space.available() - (frees ? 0 : reserveBlocks)) {
            return -Errno.ENOSPC;
        }
        int chain = crc.of(record, offset, lengthBytes);
        long ordinal = ring.add(table, reader.sequence(), done, token);
        applier.apply(reader, table, ordinal);
        table.advance(reader.sequence(), reader.epoch(), Integer.toUnsignedLong(chain));
        encode(ordinal, lengthBytes, chain);
        return 0;
    }

    @Override
    public boolean admits(long payloadBytes, boolean freesSpace) {
        long blocks = (payloadBytes + BLOCK_BYTES - 1) / BLOCK_BYTES;
        return failure == null && blocks <= space.available() - (freesSpace ? 0 : reserveBlocks);
    }

    @Override
    public long capacityBytes() {
        return (long) (space.blocks() - reserveBlocks) * BLOCK_BYTES;
    }

    @Override
    public long freeBytes() {
        return Math.max(0, (long) (space.free() - reserveBlocks) * BLOCK_BYTES);
    }

    @Override
    public int readRecords(
            int bucket, long sequence, MemorySegment to, long offset, int capacityBytes) {
        return -Errno.ENODATA;
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
        done.run();
    }

    @Override
    public void flush() {
        space.reclaim(ring.watermark(), tickets);
        if (superblockWrites == 0 && failure == null) {
            journal.flush();
        }
    }

    @Override
    public void close() {
        journal.stop();
        files.close();
    }

    @Override
    public void onPlaced(FrameBuffer frame) {
        for (int i = 0; i < frame.entries(); i++) {
            long ordinal = frame.ordinal(i);
            ring.table(ordinal)
                    .index()
                    .add(ring.sequence(ordinal), frame.place() + frame.offset(i));
        }
    }

    @Override
    public void onDurable(FrameBuffer frame) {
        for (int i = 0; i < frame.entries(); i++) {
            ring.complete(frame.ordinal(i), 0);
        }
    }

    @Override
    public void onWriteFailed(int status) {
        fail("the journal of " + name + " cannot be written (" + status + ")");
    }

    private void onSuperblock(int result) {
        superblockWrites--;
        if (result != Superblock.SLOT_BYTES) {
            fail("the superblock of " + name + " cannot be written (" + result + ")");
        }
    }

    private void fail(String why) {
        if (failure != null) {
            return;
        }
        failure = why;
        journal.stop();
        raise(why);
        ring.failAll(-Errno.EIO);
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

    private void encode(long ordinal, int recordBytes, int chain) {
        int aligned = FrameFormat.align(recordBytes);
        int bytes = FrameFormat.ENTRY_BYTES + aligned + trailer.bytes();
        FrameBuffer frame = journal.reserve(bytes);
        int at = frame.add(bytes, ordinal);
        MemorySegment memory = frame.memory();
        memory.set(FrameFormat.INT, at, recordBytes);
        memory.set(FrameFormat.INT, at + 4, trailer.bytes());
        memory.set(FrameFormat.INT, at + 8, 0);
        memory.set(FrameFormat.INT, at + 12, chain);
        int to = at + FrameFormat.ENTRY_BYTES;
        MemorySegment.copy(reader.memory(), reader.offset(), memory, to, recordBytes);
        MemorySegment.copy(trailer.memory(), 0, memory, (long) to + aligned, trailer.bytes());
    }

    private int recover() {
        if (files.created()) {
            return 0;
        }
        var recovery = new Recovery(buckets, applier, journalRing);
        int lastCrc;
        try (var walk = new JournalReader(
                files.journal(), journalRing, files.superblock().journalId(), crc)) {
            walk.walk(0, recovery);
            lastCrc = walk.lastCrc();
            failure = walk.damage();
            if (walk.tornRecords() > 0) {
                env.events()
                        .event(
                                "journal-torn",
                                "The journal of " + name + " ended in a torn frame: "
                                        + walk.tornRecords()
                                        + " records after frame " + (journalRing.nextFrame() - 1)
                                        + ", never acknowledged, are dropped.");
            }
        }
        if (failure != null) {
            raise(failure);
            return lastCrc;
        }
        for (int i = 0; i < buckets.count(); i++) {
            buckets.at(i).blocks().forEach(address -> {
                if (!space.claim(address) && failure == null) {
                    failure = "block " + address + " of " + name + " is named twice";
                }
            });
        }
        return lastCrc;
    }
}
