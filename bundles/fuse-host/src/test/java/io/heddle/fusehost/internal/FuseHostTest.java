package io.heddle.fusehost.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.foreign.linux.Errno;
import io.heddle.fusehost.FuseMount;
import io.heddle.runtime.StorageException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FuseHostTest {
    @TempDir
    Path folder;

    private final Arena arena = Arena.ofShared();
    private final FuseHostComponent host = new FuseHostComponent();
    private final EpollLoop loop = new EpollLoop();
    private Path directory;

    @BeforeEach
    void needsFuse() throws IOException {
        Assumptions.assumeTrue(
                Files.isWritable(Path.of("/dev/fuse"))
                        && "root".equals(System.getProperty("user.name")),
                "SKIPPED: needs root and /dev/fuse");
        directory = Files.createDirectory(folder.resolve("m n"));
    }

    @AfterEach
    void leavesNothing() throws Exception {
        host.deactivate();
        assertFalse(mounted(), "a mount was left");
        loop.close();
        arena.close();
    }

    @Test
    void shouldServeReadsAndWritesOfAllSizes() throws Exception {
        FuseMount mount = host.mount("heddle:test", directory, loop);
        mount.handler(new OneFile(arena));
        Path file = directory.resolve("file");
        var random = new Random(7);
        for (int size : new int[] {1, 4096, 100_000, 1 << 20, 3 << 20}) {
            byte[] bytes = new byte[size];
            random.nextBytes(bytes);
            Files.write(file, bytes);
            assertArrayEquals(bytes, Files.readAllBytes(file), "size " + size);
        }
        assertThrows(IOException.class, () -> Files.size(directory.resolve("other")));
        assertEquals(1 << 20, mount.maxWriteBytes());
        assertEquals("1024", readAhead());
        mount.unmount(false);
        assertFalse(mounted());
        assertTrue(host.mounts().isEmpty());
    }

    @Test
    void s119ShouldTellTheMemoryThatRequestsKeepResident() throws Exception {
        FuseMount mount = host.mount("heddle:test", directory, loop);
        mount.handler(new OneFile(arena));
        long quiet = loop.submit(mount::memoryBytes).get(20, TimeUnit.SECONDS);
        try (var channel = FileChannel.open(directory.resolve("file"), StandardOpenOption.WRITE)) {
            assertEquals(1 << 20, channel.write(ByteBuffer.allocateDirect(1 << 20)));
        }
        long used = loop.submit(mount::memoryBytes).get(20, TimeUnit.SECONDS);
        assertTrue(used >= quiet + (1 << 20), "a write of 1 MiB: " + quiet + " -> " + used);
        assertTrue(used < 8 << 20, "of the mapping of 128 MiB: " + used);
        mount.unmount(false);
    }

    @Test
    void shouldWaitWithoutAHandlerAndLoseNothingWhenItIsExchangedUnderLoad() throws Exception {
        FuseMount mount = host.mount("heddle:test", directory, loop);
        Path file = directory.resolve("file");
        var early = CompletableFuture.supplyAsync(() -> Files.exists(file));
        assertThrows(
                java.util.concurrent.TimeoutException.class,
                () -> early.get(100, TimeUnit.MILLISECONDS));
        var handler = new OneFile(arena);
        mount.handler(handler);
        assertTrue(early.get(60, TimeUnit.SECONDS));

        var stop = new AtomicBoolean();
        var load = CompletableFuture.supplyAsync(() -> {
            long rounds = 0;
            byte[] bytes = new byte[8192];
            var random = new Random(11);
            do {
                random.nextBytes(bytes);
                try {
                    Files.write(file, bytes);
                    assertArrayEquals(bytes, Files.readAllBytes(file));
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
                rounds++;
            } while (!stop.get());
            return rounds;
        });
        for (int i = 0; i < 50; i++) {
            mount.handler(null);
            long before = handler.served;
            Thread.sleep(1);
            assertEquals(before, handler.served, "nothing is served without a handler");
            mount.handler(request -> handler.onRequest(request));
            Thread.sleep(3);
        }
        stop.set(true);
        assertTrue(load.get(60, TimeUnit.SECONDS) > 0);
        awaitIdle(mount);
    }

    @Test
    void shouldClearTheMountOfADeadProcess() throws Exception {
        var dead = new FuseHostComponent();
        var mount = (KernelMount) dead.mount("heddle:test", directory, loop);
        mount.shut(); // Closes all descriptors, as the death of a process does.
        assertTrue(mounted());
        assertThrows(IOException.class, () -> Files.list(directory).close());
        host.mount("heddle:test", directory, loop).handler(new OneFile(arena));
        assertTrue(Files.exists(directory.resolve("file")));
        host.mounts().getFirst().unmount(false);
        assertFalse(mounted());
    }

    @Test
    void shouldSayWhyItCannotMount() throws Exception {
        assertErrno(Errno.ENOENT, folder.resolve("missing"));
        assertErrno(Errno.ENOTDIR, Files.writeString(folder.resolve("plain"), "x"));
        Path full = Files.createDirectory(folder.resolve("full"));
        Files.writeString(full.resolve("x"), "x");
        assertErrno(Errno.ENOTEMPTY, full);
        FuseMount mount = host.mount("heddle:test", directory, loop);
        mount.handler(new OneFile(arena));
        assertErrno(Errno.EBUSY, directory);
        try (var busy = Files.newInputStream(directory.resolve("file"))) {
            var refused = assertThrows(StorageException.class, () -> mount.unmount(false));
            assertEquals(Errno.EBUSY, refused.errno());
            assertEquals(-1, busy.read());
        }
        mount.unmount(false);
    }

    /** The kernel sends RELEASE after close has returned, and wakes a caller before the loop goes on. */
    private static void awaitIdle(FuseMount mount) throws InterruptedException {
        for (int i = 0; mount.outstanding() > 0 && i < 60_000; i++) {
            Thread.sleep(1);
        }
        assertEquals(0, mount.outstanding());
    }

    private void assertErrno(int errno, Path where) {
        var refused =
                assertThrows(StorageException.class, () -> host.mount("heddle:test", where, loop));
        assertEquals(errno, refused.errno(), refused.getMessage());
    }

    private boolean mounted() throws IOException {
        return Files.readString(Path.of("/proc/self/mountinfo"))
                .contains(folder.getFileName().toString());
    }

    private String readAhead() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/mountinfo"))) {
            if (line.contains(folder.getFileName().toString())) {
                return Files.readString(
                                Path.of("/sys/class/bdi/" + line.split(" ")[2] + "/read_ahead_kb"))
                        .trim();
            }
        }
        throw new AssertionError("not mounted");
    }
}
