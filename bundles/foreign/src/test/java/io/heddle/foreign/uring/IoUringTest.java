package io.heddle.foreign.uring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;

import io.heddle.foreign.linux.Errno;
import io.heddle.foreign.linux.Linux;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

class IoUringTest {
    private static final int O_RDWR_CREAT_CLOEXEC = 02 | 0100 | 02000000;
    private static final int EFD_NONBLOCK = 04000;
    private static final long LIMIT_NS = 60_000_000_000L;

    @TempDir
    Path folder;

    private final Linux linux = new Linux();
    private final IoUring ring = new IoUring(linux);
    private final int[] results = new int[4096];
    private final boolean[] seen = new boolean[4096];
    private final UringCompletion record = (userData, result) -> {
        assertFalse(seen[(int) userData], "completed twice: " + userData);
        seen[(int) userData] = true;
        results[(int) userData] = result;
    };

    @BeforeEach
    void setUp() {
        int result = ring.setup(64);
        assumeTrue(
                result != -Errno.EPERM && result != -Errno.ENOSYS,
                "skipped: io_uring is not allowed here, errno " + -result);
        assertEquals(0, result);
    }

    @AfterEach
    void tearDown() {
        ring.close();
        linux.close();
    }

    @Test
    void shouldWriteDurablyAndReadBack() throws IOException {
        Path path = folder.resolve("file");
        int file = linux.open(path.toString(), O_RDWR_CREAT_CLOEXEC, 0600);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(4096, 4096).fill((byte) 7);
            MemorySegment in = arena.allocate(4096, 4096);
            assertTrue(ring.write(file, out.address(), 4096, 8192, IoUring.RWF_DSYNC, 1));
            await(1);
            assertTrue(ring.fdatasync(file, 2));
            assertTrue(ring.read(file, in.address(), 4096, 8192, 3));
            await(2);
            assertEquals(4096, results[1]);
            assertEquals(0, results[2]);
            assertEquals(4096, results[3]);
            assertEquals(-1, out.mismatch(in));
            assertEquals(7, Files.readAllBytes(path)[8192]);
        } finally {
            linux.close(file);
        }
    }

    @Test
    void shouldGiveTheErrnoOfTheKernel() {
        assertTrue(ring.fdatasync(999_999, 5));
        await(1);
        assertEquals(-Errno.EBADF, results[5]);
    }

    @Test
    void shouldRefuseWhenTheQueueIsFull() {
        for (int index = 0; index < 64; index++) {
            assertTrue(ring.nop(index));
        }
        assertEquals(0, ring.free());
        assertFalse(ring.nop(64));
        assertEquals(64, ring.submit());
        assertTrue(ring.nop(64));
        await(65);
    }

    @Test
    void shouldLoseNothingWhenTheCompletionQueueOverflows() {
        int count = 1024;
        for (int index = 0; index < count; index++) {
            if (!ring.nop(index)) {
                int taken = ring.submit();
                for (; taken == -Errno.EBUSY; taken = ring.submit()) {
                    ring.reap(record);
                }
                assertTrue(taken > 0, "submit " + taken);
                assertTrue(ring.nop(index));
            }
        }
        await(-1);
        for (int index = 0; index < count; index++) {
            assertTrue(seen[index], "lost " + index);
        }
        assertEquals(0, ring.dropped());
    }

    @Test
    void shouldSignalTheEventfdOnlyWhenAsked() {
        int eventfd = linux.eventfd(0, EFD_NONBLOCK);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(ValueLayout.JAVA_LONG);
            assertEquals(0, ring.registerEventfd(eventfd));
            ring.signals(false);
            ring.nop(1);
            await(1);
            assertEquals(-Errno.EAGAIN, linux.read(eventfd, value.address(), 8));
            ring.signals(true);
            ring.nop(2);
            await(1);
            assertEquals(8, linux.read(eventfd, value.address(), 8));
        } finally {
            linux.close(eventfd);
        }
    }

    @Test
    void shouldAllocateNothingPerOperation() {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        UringCompletion ignore = (userData, result) -> {};
        long id = Thread.currentThread().threadId();
        long bytes = Long.MAX_VALUE;
        // The compiler needs some rounds, or much time, before it has seen that nothing escapes.
        for (long end = System.nanoTime() + LIMIT_NS;
                bytes >= 20_000 && System.nanoTime() < end; ) {
            long before = threads.getThreadAllocatedBytes(id);
            nops(20_000, ignore);
            bytes = threads.getThreadAllocatedBytes(id) - before;
        }
        assertTrue(bytes < 20_000, bytes + " bytes for 20,000 operations");
    }

    @Test
    void shouldLeaveNoDescriptor() {
        long before = descriptors();
        for (int round = 0; round < 10; round++) {
            try (IoUring other = new IoUring(linux)) {
                assertEquals(0, other.setup(8));
            }
        }
        // The virtual machine opens and closes some of its own meanwhile.
        for (long end = System.nanoTime() + LIMIT_NS;
                descriptors() != before && System.nanoTime() < end; ) {
            Thread.onSpinWait();
        }
        assertEquals(before, descriptors());
    }

    private void nops(int count, UringCompletion handler) {
        for (int index = 0; index < count; index++) {
            ring.nop(index);
            ring.submit();
            ring.reap(handler);
        }
    }

    /** Reaps that many completions, or with -1 all that come at once. */
    private void await(int count) {
        int left = count;
        do {
            ring.submitAndWait(left > 0 ? 1 : 0);
            int reaped = ring.reap(record);
            left = left < 0 ? (reaped == 0 && !ring.hasCompletions() ? 0 : -1) : left - reaped;
        } while (left != 0);
    }

    private static long descriptors() {
        return Arrays.stream(new File("/proc/self/fd").list()).count();
    }
}
