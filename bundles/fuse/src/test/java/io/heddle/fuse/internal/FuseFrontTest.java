package io.heddle.fuse.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.wire.Opcode;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FuseFrontTest {
    private static final Path PYTHON = Path.of("/usr/bin/python3");
    private static final Path TREE = Path.of("/usr/include/linux");

    @TempDir
    Path folder;

    @Test
    void shouldBehaveLikePosix() throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(PYTHON), "SKIPPED: no python3");
        try (var script = getClass().getResourceAsStream("/io/heddle/fuse/semantics.py")) {
            Files.copy(script, folder.resolve("semantics.py"), StandardCopyOption.REPLACE_EXISTING);
        }
        try (var mounted = new Mounted(folder, false)) {
            System.out.println(mounted.run(
                    PYTHON.toString(),
                    folder.resolve("semantics.py").toString(),
                    mounted.directory.toString()));
        }
    }

    @Test
    void shouldCopyATreeAndKeepEveryByte() throws Exception {
        Assumptions.assumeTrue(Files.isDirectory(TREE), "SKIPPED: no " + TREE);
        try (var mounted = new Mounted(folder, false)) {
            mounted.run("cp", "-a", "/usr/include/linux", "copy");
            mounted.run("diff", "-r", "/usr/include/linux", "copy");
            mounted.run("sh", "-c", "tar cf - copy | (mkdir again && tar xf - -C again)");
            mounted.run("diff", "-r", "copy", "again/copy");
            mounted.run("sh", "-c", "rm -rf copy again && test -z \"$(ls -A)\"");
            assertEquals(1, mounted.inodes(), "only the root is left");
            assertEquals(
                    0,
                    mounted.client.counts.get(Opcode.OPEN),
                    "opening costs no message unless an open file is removed");
        }
    }

    @Test
    void shouldAskForAFolderOnceHoweverManyFilesAreMade() throws Exception {
        try (var mounted = new Mounted(folder, false)) {
            Files.createFile(mounted.directory.resolve("first"));
            int before = mounted.client.counts.get(Opcode.GETATTR);
            for (int i = 0; i < 50; i++) {
                Files.createFile(mounted.directory.resolve("file" + i));
            }
            int asked = mounted.client.counts.get(Opcode.GETATTR) - before;
            assertTrue(asked <= 1, asked + " questions for 50 files");
            assertEquals(modified(mounted), shownModified(mounted));
            Files.createDirectory(mounted.directory.resolve("folder"));
            assertEquals(modified(mounted), shownModified(mounted));
            Files.createFile(mounted.directory.resolve("last"));
            Files.delete(mounted.directory.resolve("file7"));
            assertEquals(modified(mounted), shownModified(mounted));
            Files.setLastModifiedTime(
                    mounted.directory, java.nio.file.attribute.FileTime.fromMillis(5));
            assertEquals(5_000_000, shownModified(mounted));
        }
    }

    private static long modified(Mounted mounted) throws Exception {
        return mounted.loop
                .submit(() -> mounted.client.files.nodes.get(1L).mtimeNs)
                .get(60, TimeUnit.SECONDS);
    }

    private static long shownModified(Mounted mounted) throws Exception {
        return Files.getLastModifiedTime(mounted.directory).to(TimeUnit.NANOSECONDS);
    }

    @Test
    void shouldKeepOpenUnlinkedFilesUntilTheLastClose() throws Exception {
        try (var mounted = new Mounted(folder, false)) {
            Path file = mounted.directory.resolve("file");
            Files.writeString(file, "text");
            try (var reader = Files.newByteChannel(file)) {
                Files.delete(file);
                mounted.update();
                var buffer = java.nio.ByteBuffer.allocate(10);
                assertEquals(4, reader.read(buffer));
                assertEquals(2, mounted.inodes());
                assertEquals(1, mounted.client.counts.get(Opcode.OPEN));
            }
            for (int i = 0; i < 30_000 && mounted.inodes() > 1; i++) {
                Thread.sleep(1); // RELEASE comes in the background.
            }
            assertEquals(1, mounted.inodes());
            assertEquals(1, mounted.client.counts.get(Opcode.CLOSE));
        }
    }

    @Test
    void shouldShowChangesThroughASecondMount() throws Exception {
        try (var mounted = new Mounted(folder, false)) {
            Path first = mounted.directory;
            Files.writeString(first.resolve("early"), "1");
            assertEquals("1", Files.readString(first.resolve("early")));
            Path second = Files.createDirectory(folder.resolve("second"));
            var other = mounted.host.mount("heddle:main", second, mounted.loop);
            try {
                var front = new FuseFront(mounted.client, other, 1);
                mounted.front.siblings(List.of(other));
                front.siblings(List.of(mounted.mount));
                other.handler(front);
                // What was cached for an hour before goes with the first change, a moment later.
                Files.writeString(second.resolve("early"), "changed");
                for (int i = 0; i < 30_000 && Files.size(first.resolve("early")) != 7; i++) {
                    Thread.sleep(1);
                }
                for (int i = 0; i < 50; i++) {
                    Files.writeString(second.resolve("early"), "text " + i);
                    assertEquals("text " + i, Files.readString(first.resolve("early")));
                    Files.move(second.resolve("early"), second.resolve("late"));
                    assertTrue(Files.notExists(first.resolve("early")));
                    Files.move(first.resolve("late"), first.resolve("early"));
                    assertTrue(Files.exists(second.resolve("early")));
                }
            } finally {
                other.unmount(true);
            }
        }
    }

    @Test
    void shouldNotBeDisturbedByUpdates() throws Exception {
        Assumptions.assumeTrue(Files.isDirectory(TREE), "SKIPPED: no " + TREE);
        try (var mounted = new Mounted(folder, false)) {
            var stop = new AtomicBoolean();
            var load = CompletableFuture.supplyAsync(() -> {
                int rounds = 0;
                try {
                    do {
                        mounted.run(
                                "sh",
                                "-c",
                                "cp -r /usr/include/linux/netfilter n"
                                        + " && diff -r /usr/include/linux/netfilter n && rm -r n");
                        rounds++;
                    } while (!stop.get());
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
                return rounds;
            });
            for (int i = 0; i < 30; i++) {
                mounted.update();
                Thread.sleep(20);
            }
            stop.set(true);
            assertTrue(load.get(120, TimeUnit.SECONDS) > 0);
        }
    }

    @Test
    void shouldHandOverWaitingLockersAtAnUpdate() throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(PYTHON), "SKIPPED: no python3");
        try (var mounted = new Mounted(folder, false)) {
            Path file = Files.writeString(mounted.directory.resolve("lock"), "x");
            String script = """
                    import fcntl, os, sys, time
                    file = open("lock", "r+")
                    fcntl.lockf(file, fcntl.LOCK_EX)
                    if os.fork() == 0:
                        other = open("lock", "r+")
                        fcntl.lockf(other, fcntl.LOCK_EX)
                        os._exit(0)
                    time.sleep(0.6)
                    fcntl.lockf(file, fcntl.LOCK_UN)
                    sys.exit(os.waitstatus_to_exitcode(os.wait()[1]))
                    """;
            var waiting = CompletableFuture.supplyAsync(() -> {
                try {
                    return mounted.run(PYTHON.toString(), "-c", script);
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            Thread.sleep(300);
            mounted.update();
            assertEquals("", waiting.get(60, TimeUnit.SECONDS));
            Files.delete(file);
        }
    }
}
