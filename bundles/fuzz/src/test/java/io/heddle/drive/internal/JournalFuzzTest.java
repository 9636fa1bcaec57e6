package io.heddle.drive.internal;

import com.code_intelligence.jazzer.junit.FuzzTest;

import io.heddle.drive.Drives.DriveConfig;
import io.heddle.fuzz.Input;
import io.heddle.runtime.Counters;
import io.heddle.runtime.Disk;
import io.heddle.runtime.Env;
import io.heddle.runtime.Events;
import io.heddle.runtime.Timer;
import io.heddle.testkit.sim.SimLoop;
import io.heddle.testkit.sim.SimWorld;

import java.lang.foreign.MemorySegment;

/**
 * A drive is opened whose journal and checkpoint hold anything: it recovers what is good, or says
 * what is damaged and serves nothing.
 *
 * <p>An input: u8 how. With 1 the rest is the journal as it lies on the drive. Else rows of u16
 * length and the entries of a frame, which gets its place, chain and checksum; with 2 the first row
 * is the content of the checkpoint, cut into chunks of 1 KiB with good checksums.
 */
class JournalFuzzTest {
    private static final int RAW = 1;
    private static final int CHECKPOINT = 2;
    private static final long JOURNAL_ID = 77;
    private static final long CLUSTER = 0xC105;
    private static final int JOURNAL_BYTES = 64 << 10;
    private static final int BLOCK_AREA_BYTES = 1 << 20;
    private static final int CHUNKS = 8;
    private static final int CHUNK_CONTENT = 1 << 10;
    private static final int CHECKPOINT_BYTES = (int) CheckpointFormat.position(CHUNKS);
    private static final long CACHE_BYTES = 256 << 10;

    private final Crc crc = new Crc();

    @FuzzTest(maxDuration = "", maxExecutions = 100_000)
    void shouldRecoverOrSayWhatIsDamaged(byte[] data) {
        Input input = new Input(data);
        int how = input.u8();
        MemoryDisk disk = new MemoryDisk();
        disk.put(Superblock.FILE, superblock());
        disk.put(DriveFiles.BLOCKS, MemorySegment.ofArray(new byte[BLOCK_AREA_BYTES]));
        disk.put(DriveFiles.CHECKPOINT, checkpoint((how & CHECKPOINT) != 0, input));
        disk.put(DriveFiles.JOURNAL, (how & RAW) != 0 ? raw(input) : frames(input));
        SimLoop loop = new SimWorld(1).loop("server 3");
        var engine = DriveEngine.open(
                new OpeningEnv(loop.env(), disk),
                new DriveConfig(3, CLUSTER, BLOCK_AREA_BYTES, JOURNAL_BYTES),
                CACHE_BYTES);
        try {
            boolean isAlert = !loop.env().events().alerts().isEmpty();
            if ((engine.failure() != null) != isAlert) {
                throw new AssertionError("damage without an alert: " + engine.failure());
            }
        } finally {
            engine.release();
        }
    }

    private MemorySegment superblock() {
        MemorySegment memory =
                MemorySegment.ofArray(new byte[Superblock.SLOTS * Superblock.SLOT_BYTES]);
        var block = new Superblock(
                CLUSTER, 3, JOURNAL_ID, BLOCK_AREA_BYTES, JOURNAL_BYTES, CHECKPOINT_BYTES, 1);
        MemorySegment slot = MemorySegment.ofArray(new byte[Superblock.SLOT_BYTES]);
        block.write(MemoryDisk.written(memory), slot, crc, (token, status) -> {});
        return memory;
    }

    private static MemorySegment raw(Input input) {
        MemorySegment journal = MemorySegment.ofArray(new byte[JOURNAL_BYTES]);
        byte[] bytes = input.bytes(JOURNAL_BYTES);
        MemorySegment.copy(MemorySegment.ofArray(bytes), 0, journal, 0, bytes.length);
        return journal;
    }

    private MemorySegment frames(Input input) {
        MemorySegment journal = MemorySegment.ofArray(new byte[JOURNAL_BYTES]);
        int place = 0;
        int previous = 0;
        for (long sequence = 1; !input.isEmpty(); sequence++) {
            int entries = input.u8();
            byte[] body = input.bytes(input.u16());
            int length = FrameFormat.HEADER_BYTES + body.length;
            if (place + FrameFormat.padded(length) > JOURNAL_BYTES) {
                break;
            }
            MemorySegment frame = journal.asSlice(place, FrameFormat.padded(length));
            MemorySegment.copy(
                    MemorySegment.ofArray(body), 0, frame, FrameFormat.HEADER_BYTES, body.length);
            FrameFormat.seal(frame, length, sequence, 5, place, sequence - 1, previous, entries);
            previous = FrameFormat.checksum(crc, JOURNAL_ID, frame, 0, length);
            FrameFormat.setCrc(frame, previous);
            place += FrameFormat.padded(length);
        }
        return journal;
    }

    private MemorySegment checkpoint(boolean wanted, Input input) {
        MemorySegment area = MemorySegment.ofArray(new byte[CHECKPOINT_BYTES]);
        if (!wanted) {
            return area;
        }
        MemorySegment slot = MemorySegment.ofArray(new byte[CheckpointFormat.SLOT_BYTES]);
        new CheckpointHeader(2, 0, 1, 0, 0)
                .write(MemoryDisk.written(area), slot, crc, JOURNAL_ID, (token, status) -> {});
        Input content = new Input(input.bytes(input.u16()));
        for (int chunk = 0; chunk < CHUNKS && !content.isEmpty(); chunk++) {
            long at = CheckpointFormat.position(chunk);
            area.set(FrameFormat.INT, at, CheckpointFormat.CHUNK_MAGIC);
            area.set(FrameFormat.LONG, at + 8, content.u8());
            area.set(FrameFormat.INT, at + 16, chunk);
            area.set(FrameFormat.INT, at + 20, content.u8());
            area.set(FrameFormat.INT, at + 24, content.u16());
            byte[] bytes = content.bytes(CHUNK_CONTENT);
            MemorySegment.copy(
                    MemorySegment.ofArray(bytes),
                    0,
                    area,
                    at + CheckpointFormat.CHUNK_HEADER_BYTES,
                    bytes.length);
            CheckpointFormat.seal(crc, JOURNAL_ID, area, at);
        }
        return area;
    }

    /** The world of the simulator but for the disk. */
    private record OpeningEnv(Env world, Disk disk) implements Env {
        @Override
        public long nanoTime() {
            return world.nanoTime();
        }

        @Override
        public long wallTimeNs() {
            return world.wallTimeNs();
        }

        @Override
        public long randomLong() {
            return world.randomLong();
        }

        @Override
        public Timer timer(Runnable onExpiry) {
            return world.timer(onExpiry);
        }

        @Override
        public Counters counters() {
            return world.counters();
        }

        @Override
        public Events events() {
            return world.events();
        }
    }
}
