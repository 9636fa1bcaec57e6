package io.heddle.drive.internal;

import com.sun.management.OperatingSystemMXBean;

import io.heddle.drive.BucketState;
import io.heddle.drive.Drive;
import io.heddle.drive.Drives.DriveConfig;
import io.heddle.drive.RecordDone;
import io.heddle.drive.RecordWriter;
import io.heddle.runtime.Counters;
import io.heddle.runtime.internal.EpollLoop;
import io.heddle.runtime.internal.LogEvents;
import io.heddle.runtime.internal.LoopConfig;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/** Figures of a drive on this machine's disk, for the README; run by hand with a folder. */
public final class DriveMeasurement implements AutoCloseable {
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final Path folder;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment data = arena.allocate(1 << 20, 4096);
    private final RecordWriter writer =
            new RecordWriter(arena.allocate(RecordWriter.MAX_BYTES, 4096));
    private EpollLoop loop;
    private Drive drive;

    private DriveMeasurement(Path folder) {
        this.folder = folder;
        open();
    }

    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory(Path.of(arguments[0]), "drive");
        int seconds = 3;
        try (var all = new DriveMeasurement(folder)) {
            for (int depth : new int[] {1, 1, 8, 64, 512}) {
                all.stream("4 KiB writes", depth, 4096, seconds);
            }
            for (int depth : new int[] {1, 64}) {
                all.stream("keys only", depth, 0, seconds);
            }
            for (int depth : new int[] {1, 8}) {
                all.stream("1 MiB writes", depth, 1 << 20, seconds);
            }
            all.reads();
            all.recovery();
        } finally {
            try (var files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private void open() {
        loop = EpollLoop.start(LoopConfig.parked("drive"), new LogEvents(), new Counters());
        drive = loop.submit(() -> {
                    long start = System.nanoTime();
                    Drive opened = new DriveFactory()
                            .open(loop.env(folder), new DriveConfig(0, 1, 2L << 30, 64 << 20));
                    print("open: %d ms", (System.nanoTime() - start) / 1_000_000);
                    loop.add(opened);
                    return opened;
                })
                .join();
    }

    private void stream(String what, int depth, int payload, int seconds) {
        var finished = new CompletableFuture<Long>();
        long cpu = SYSTEM.getProcessCpuTime();
        long start = System.nanoTime();
        loop.post(() ->
                new Stream(depth, payload, start + seconds * 1_000_000_000L, finished).begin());
        long records = finished.join();
        double ns = System.nanoTime() - start;
        print(
                "%s, %d in flight: %.0f records/s, %.1f us of CPU each",
                what,
                depth,
                records * 1e9 / ns,
                (SYSTEM.getProcessCpuTime() - cpu) / 1e3 / records);
    }

    private void reads() {
        for (int depth : new int[] {1, 16}) {
            var finished = new CompletableFuture<Long>();
            long cpu = SYSTEM.getProcessCpuTime();
            long start = System.nanoTime();
            long until = start + 2_000_000_000L;
            loop.post(() -> {
                long[] counts = {0, depth};
                BucketState state = drive.bucket(0);
                BucketState.BlocksDone[] self = new BucketState.BlocksDone[1];
                self[0] = (token, status) -> {
                    counts[0]++;
                    if (status != 0) {
                        finished.completeExceptionally(
                                new IllegalStateException("status " + status));
                    } else if (System.nanoTime() < until) {
                        long block =
                                (counts[0] * 7919) % 20_000 / 16 * 16; // The bucket has every 16th.
                        state.readBlocks(9, block, 1, data, token * 4096, self[0], token);
                    } else if (--counts[1] == 0) {
                        finished.complete(counts[0]);
                    }
                };
                for (int i = 0; i < depth; i++) {
                    state.readBlocks(9, i, 1, data, i * 4096L, self[0], i);
                }
            });
            long reads = finished.join();
            print(
                    "4 KiB reads, %d in flight: %.0f/s, %.1f us of CPU each",
                    depth,
                    reads * 1e9 / (System.nanoTime() - start),
                    (SYSTEM.getProcessCpuTime() - cpu) / 1e3 / reads);
        }
    }

    private void recovery() {
        for (int i = 0; i < 4; i++) {
            loop.close();
            open();
        }
    }

    @Override
    public void close() {
        loop.close();
        arena.close();
    }

    private static void print(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }

    /** Keeps a number of records in flight. */
    private final class Stream implements RecordDone {
        private final int depth;
        private final int payload;
        private final long untilNs;
        private final CompletableFuture<Long> finished;
        private long done;
        private long appended;

        Stream(int depth, int payload, long untilNs, CompletableFuture<Long> finished) {
            this.depth = depth;
            this.payload = payload;
            this.untilNs = untilNs;
            this.finished = finished;
        }

        void begin() {
            for (int i = 0; i < depth; i++) {
                append();
            }
        }

        @Override
        public void onRecord(long token, int status) {
            done++;
            if (status != 0) {
                finished.completeExceptionally(new IllegalStateException("status " + status));
            } else if (System.nanoTime() < untilNs) {
                append();
            } else if (done == appended) {
                finished.complete(done);
            }
        }

        private void append() {
            int bucket = payload > 4096 ? 1 : (int) (appended & 15);
            BucketState state = drive.bucket(bucket);
            writer.begin(bucket, 1, state.sequence() + 1, state.chain(), 1, appended);
            data.set(FrameFormat.LONG, 0, appended % 50_000);
            writer.put(data, 0, 8, data, 0, 120);
            if (payload > 0) {
                int blocks = payload / 4096;
                writer.write(9, appended * blocks % 20_000, data, 0, payload);
            }
            int status = drive.append(writer.memory(), 0, writer.end(), this, appended++);
            if (status != 0) {
                finished.completeExceptionally(new IllegalStateException("append gives " + status));
            }
        }
    }
}
