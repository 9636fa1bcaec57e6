package io.heddle.itests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** The two commands of a fresh machine, as processes, with what can be wrong around them. */
class UpDownTest {
    /** A folder for drives belongs on a disk, and /tmp may be memory. */
    static final class BelowTarget implements TempDirFactory {
        @Override
        public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext extension)
                throws IOException {
            Path target = Files.createDirectories(Path.of("target").toAbsolutePath());
            return Files.createTempDirectory(target, "up-down");
        }
    }

    @TempDir(cleanup = CleanupMode.ON_SUCCESS, factory = BelowTarget.class)
    private Path folder;

    private Path data;
    private Path mount;
    private String port;
    private HeddleCommand heddle;

    @BeforeEach
    void start() throws IOException {
        data = folder.resolve("data");
        mount = folder.resolve("mnt");
        port = Integer.toString(FreePort.find());
        heddle = new HeddleCommand(data);
    }

    @AfterEach
    void stop() throws IOException, InterruptedException {
        if (Files.exists(data.resolve("instance.properties"))) {
            heddle.run("down");
        }
    }

    @Test
    void shouldKeepEveryByteOverDownAndKill() throws IOException, InterruptedException {
        assumeTrue(
                Files.isWritable(Path.of("/dev/fuse"))
                        && "root".equals(System.getProperty("user.name")),
                "SKIPPED: mounting needs root and /dev/fuse");
        byte[] first = random(1, 300_000);
        byte[] second = random(2, 50_000);

        HeddleCommand.Outcome up = up();
        Map<String, String> values = up.values();
        assertEquals(mount.toString(), values.get("mount"), up.toString());
        assertEquals("admin", values.get("user"));
        assertEquals(data.resolve("password").toString(), values.get("password-file"));
        assertEquals("http://127.0.0.1:" + port + "/system/console", values.get("console"));
        assertTrue(values.get("network").startsWith("udp-"), up.toString());
        for (String secret : new String[] {"password", "password.hash", "token"}) {
            var mode = Files.getPosixFilePermissions(data.resolve(secret));
            assertEquals("rw-------", PosixFilePermissions.toString(mode), secret);
        }
        writeSynced("one", first);

        HeddleCommand.Outcome again = up();
        assertTrue(again.err().contains("up already"), again.toString());
        assertEquals(withoutNetwork(values), withoutNetwork(again.values()));

        done(heddle.run("down"));
        assertFalse(Files.exists(mount.resolve("one")), "the mount should be gone");
        done(heddle.run("down"));
        up();
        assertArrayEquals(first, Files.readAllBytes(mount.resolve("one")));

        writeSynced("two", second);
        heddle.kill9();
        holdLock(3);
        up();
        assertArrayEquals(first, Files.readAllBytes(mount.resolve("one")));
        assertArrayEquals(second, Files.readAllBytes(mount.resolve("two")));
    }

    @Test
    void shouldRefuseAndLeaveNothingBehind() throws IOException, InterruptedException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            refused("is in use", heddle.run("up", "--port", port, "--mount", mount.toString()));
        }
        Files.createDirectories(mount);
        Files.writeString(mount.resolve("precious"), "data");
        refused("is not empty", heddle.run("up", "--port", port, "--mount", mount.toString()));
        refused("erasure", heddle.run("up", "--port", port, "--protection", "3+2"));
        refused("--bogus", heddle.run("up", "--bogus"));
        refused("Unmatched", heddle.run("sideways"));
        assertFalse(Files.exists(data));

        Files.createDirectories(data);
        Files.writeString(data.resolve("thesis.txt"), "other work");
        refused("holds other files", heddle.run("up", "--port", port));
        Files.delete(data.resolve("thesis.txt"));
        Files.writeString(data.resolve("instance.properties"), "format=99\n");
        refused("newer Heddle", heddle.run("up", "--port", port));
        Files.delete(data.resolve("instance.properties"));

        HeddleCommand.Outcome status = heddle.run("status");
        assertEquals(3, status.exit(), status.toString());
        assertTrue(status.err().contains("heddle up"), status.toString());
    }

    /** As a killed process does while the kernel takes its memory apart. */
    private void holdLock(int seconds) throws IOException {
        var channel = FileChannel.open(data.resolve("heddle.lock"), StandardOpenOption.WRITE);
        assertNotNull(channel.tryLock(), "the killed process still has the lock");
        Thread.ofVirtual().start(() -> {
            try (channel) {
                TimeUnit.SECONDS.sleep(seconds);
            } catch (IOException | InterruptedException failed) {
                throw new IllegalStateException(failed);
            }
        });
    }

    /** Which driver serves may change soon after the start. */
    private static Map<String, String> withoutNetwork(Map<String, String> values) {
        var rest = new TreeMap<>(values);
        assertTrue(rest.remove("network").startsWith("udp-"), values.toString());
        return rest;
    }

    private HeddleCommand.Outcome up() throws IOException, InterruptedException {
        return done(heddle.run(
                "up", "--port", port, "--mount", mount.toString(), "--capacity", "512M"));
    }

    private static HeddleCommand.Outcome done(HeddleCommand.Outcome outcome) {
        assertEquals(0, outcome.exit(), outcome.toString());
        return outcome;
    }

    private static void refused(String why, HeddleCommand.Outcome outcome) {
        assertEquals(2, outcome.exit(), outcome.toString());
        assertEquals("", outcome.out());
        assertEquals(1, outcome.err().lines().count(), outcome.toString());
        assertTrue(outcome.err().contains(why), outcome.toString());
    }

    private void writeSynced(String name, byte[] bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(
                mount.resolve(name), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
    }

    private static byte[] random(long seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
