package io.heddle.fuse.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.fusehost.FuseMount;
import io.heddle.fusehost.internal.FuseHostComponent;
import io.heddle.runtime.Counters;
import io.heddle.runtime.internal.EpollLoop;
import io.heddle.runtime.internal.LoopConfig;
import io.heddle.testkit.sim.RecordedEvents;

import org.junit.jupiter.api.Assumptions;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A real mount of the in-memory client, and its end. */
final class Mounted implements AutoCloseable {
    private static final int LIMIT_S = 60;

    final Arena arena = Arena.ofShared();
    final EpollLoop loop = EpollLoop.start(
            LoopConfig.parked("test"), new RecordedEvents(System::nanoTime), new Counters());
    final FuseHostComponent host = new FuseHostComponent();
    final MemoryClient client;
    final Path directory;
    final FuseMount mount;
    FuseFront front;

    Mounted(Path folder, boolean inline) throws IOException {
        Assumptions.assumeTrue(
                Files.isWritable(Path.of("/dev/fuse"))
                        && "root".equals(System.getProperty("user.name")),
                "SKIPPED: needs root and /dev/fuse");
        client = new MemoryClient(loop, arena, inline);
        directory = Files.createDirectories(folder.resolve("mnt"));
        mount = host.mount("heddle:main", directory, loop);
        front = new FuseFront(client, mount, 1);
        mount.handler(front);
    }

    /** Exchanges the handler as an update of the bundle does. */
    void update() throws Exception {
        mount.handler(null);
        loop.submit(() -> {
                    front.close();
                    return true;
                })
                .get(LIMIT_S, TimeUnit.SECONDS);
        awaitIdle();
        front.free();
        front = new FuseFront(client, mount, 1);
        mount.handler(front);
    }

    /** Runs a command with a bound, in the mount's folder. @return what it printed */
    String run(String... command) throws Exception {
        Path log = Files.createTempFile("fuse-test", ".log");
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        boolean ended = process.waitFor(LIMIT_S, TimeUnit.SECONDS);
        if (!ended) {
            process.destroyForcibly();
        }
        String text = Files.readString(log);
        Files.delete(log);
        assertTrue(ended, "in time: " + text);
        assertEquals(0, process.exitValue(), text);
        return text;
    }

    int inodes() throws Exception {
        return loop.submit(client::inodes).get(LIMIT_S, TimeUnit.SECONDS);
    }

    /** The loop still answers what it took before, and the kernel's last RELEASE comes late. */
    private void awaitIdle() {
        for (long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_S);
                front.outstanding() > 0 && System.nanoTime() < end; ) {
            LockSupport.parkNanos(1_000_000);
        }
        assertEquals(0, front.outstanding());
    }

    @Override
    public void close() throws IOException {
        try {
            mount.unmount(true);
            mount.handler(null);
            awaitIdle();
        } finally {
            loop.close();
        }
        assertFalse(
                Files.readString(Path.of("/proc/self/mountinfo")).contains(directory.toString()),
                "the mount is gone");
        arena.close();
    }
}
