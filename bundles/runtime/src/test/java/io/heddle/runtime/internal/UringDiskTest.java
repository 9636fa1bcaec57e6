package io.heddle.runtime.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.foreign.linux.Errno;
import io.heddle.runtime.Disk;
import io.heddle.runtime.DiskFile;
import io.heddle.runtime.StorageException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

@Timeout(240)
class UringDiskTest {
    private static final int BYTES = 4096;

    @TempDir
    static Path folder;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment out = arena.allocate(1 << 20, 4096).fill((byte) 3);
    private final MemorySegment in = arena.allocate(1 << 20, 4096);
    private TestLoop test;
    private Disk disk;

    @BeforeEach
    void setUp() {
        test = new TestLoop();
        disk = test.loop.env(folder.resolve("drive")).disk();
        disk.names().forEach(disk::delete);
    }

    @AfterEach
    void tearDown() {
        test.close();
        arena.close();
    }

    @Test
    void shouldReadBackWhatWasWrittenDurablyOrFlushed() {
        DiskFile file = disk.create("journal", 8 << 20, true);
        assertEquals(BYTES, write(file, 4096, BYTES, true));
        assertEquals(BYTES, write(file, 8192, BYTES, false));
        assertEquals(0, await((done) -> file.flush((token, result) -> done.complete(result), 1)));
        assertEquals(
                1 << 20,
                await(done ->
                        file.read(0, in, 0, 1 << 20, (token, result) -> done.complete(result), 1)));
        assertEquals(-1, in.asSlice(4096, 2 * BYTES).mismatch(out.asSlice(0, 2 * BYTES)));
        assertEquals(4096, in.mismatch(arena.allocate(1 << 20)));
        assertEquals(512, file.readNow(4096 + 512, in, 512, 512));
        assertEquals(2, test.counter("heddle_disk_writes_total"));
        assertEquals(1, test.counter("heddle_disk_flushes_total"));
        assertEquals(0, test.call(() -> test.counter("heddle_disk_in_flight")));
    }

    @Test
    void shouldCompleteMoreTransfersThanTheRingHolds() {
        DiskFile file = disk.create("data", 8 << 20, true);
        int count = 2_000;
        boolean[] seen = new boolean[count];
        assertEquals(count, await(done -> {
            int[] left = {count};
            for (int index = 0; index < count; index++) {
                file.write(
                        index * 4096L,
                        out,
                        0,
                        BYTES,
                        false,
                        (token, result) -> {
                            assertEquals(BYTES, result);
                            seen[(int) token] = true;
                            if (--left[0] == 0) {
                                done.complete(count);
                            }
                        },
                        index);
            }
        }));
        for (boolean one : seen) {
            assertTrue(one);
        }
    }

    @Test
    void shouldDeliverWhatIsInFlightBeforeCloseReturns() {
        DiskFile file = disk.create("data", 8 << 20, true);
        DiskFile other = disk.create("other", 1 << 20, true);
        int[] delivered = new int[2];
        int own = test.call(() -> {
            for (int index = 0; index < 20; index++) {
                other.write(0, out, 0, BYTES, true, (token, result) -> delivered[1]++, 0);
                file.write(
                        index * 4096L,
                        out,
                        0,
                        BYTES,
                        true,
                        (token, result) -> {
                            assertEquals(BYTES, result);
                            delivered[0]++;
                        },
                        0);
            }
            file.close();
            return delivered[0];
        });
        assertEquals(20, own);
        test.run(other::close);
        assertEquals(20, delivered[1]);
        assertThrows(IllegalStateException.class, () -> file.readNow(0, in, 0, BYTES));
    }

    @Test
    void shouldRefuseTransfersThatAreNotAlignedOrOutside() {
        DiskFile file = disk.create("data", 1 << 20, false);
        assertThrows(IllegalStateException.class, () -> file.readNow(100, in, 0, 512));
        assertThrows(IllegalStateException.class, () -> file.readNow(0, in, 8, 512));
        assertThrows(IndexOutOfBoundsException.class, () -> file.readNow(1 << 20, in, 0, 512));
        assertThrows(
                IndexOutOfBoundsException.class, () -> file.readNow(0, in, (1 << 20) - 512, 1024));
        assertEquals(1 << 20, file.sizeBytes());
    }

    @Test
    void shouldListOnlyWholeFilesAndSayWhatIsWrong() throws IOException {
        disk.create("a", 1 << 20, true).close();
        Files.writeString(folder.resolve("drive/b.new"), "half");
        assertEquals(List.of("a"), disk.names());
        assertEquals(Errno.EEXIST, errno(() -> disk.create("a", 512, false)));
        assertEquals(Errno.ENOENT, errno(() -> disk.open("b")));
        assertEquals(Errno.EINVAL, errno(() -> disk.create("c", 100, false)));
        assertTrue(errno(() -> disk.create("d", 1L << 50, false)) > 0);
        disk.create("b", 512, true).close();
        assertEquals(List.of("a", "b"), disk.names());
        disk.delete("a");
        disk.delete("a");
        assertEquals(List.of("b"), disk.names());
    }

    @Test
    void shouldServeWithoutIoUringByBlockingCalls() {
        LoopThread owner = new LoopThread();
        try (var linux = new io.heddle.foreign.linux.Linux()) {
            DiskRing ring = new DiskRing(
                    owner,
                    new BlockingEngine(linux, 4),
                    test.counters,
                    "blocking",
                    (done, token, result) -> done.onDisk(token, result));
            DiskFile file = new UringDisk(folder.resolve("drive"), ring, test.events)
                    .create("slow", 1 << 20, true);
            int[] delivered = new int[1];
            for (int index = 0; index < 10; index++) {
                file.write(
                        index * 4096L,
                        out,
                        0,
                        BYTES,
                        true,
                        (token, result) -> delivered[0] += result,
                        0);
            }
            while (ring.isBusy()) {
                ring.submit();
                ring.complete();
            }
            assertEquals(10 * BYTES, delivered[0]);
            assertEquals(BYTES, file.readNow(9 * 4096, in, 0, BYTES));
            assertEquals(-1, in.asSlice(0, BYTES).mismatch(out.asSlice(0, BYTES)));
            ring.close();
        }
    }

    private static int errno(org.junit.jupiter.api.function.Executable call) {
        return assertThrows(StorageException.class, call).errno();
    }

    private int write(DiskFile file, long position, int bytes, boolean durable) {
        return await(done -> file.write(
                position, out, 0, bytes, durable, (token, result) -> done.complete(result), 1));
    }

    private int await(java.util.function.Consumer<CompletableFuture<Integer>> start) {
        var done = new CompletableFuture<Integer>();
        test.run(() -> start.accept(done));
        return done.orTimeout(60, TimeUnit.SECONDS).join();
    }
}
