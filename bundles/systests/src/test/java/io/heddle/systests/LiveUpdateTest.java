package io.heddle.systests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Proves that bundles are stopped, started and updated under a verifying load without an error in it,
 * that I/O waits while there is no driver at all, and that the driver moved what the mount moved.
 */
class LiveUpdateTest {
    private static final int MEGABYTES = 24;

    @Test
    void shouldServeOverStopsStartsAndUpdatesOfBundles() throws Exception {
        try (var heddle = HeddleProcess.prepare("update", "--capacity", "1G")) {
            heddle.up();
            shouldAccountForTheBytes(heddle);
            try (var load = new Load(heddle.mount().resolve("load"))) {
                String current = heddle.json("status").path("network").asText();
                String bundle = current.equals("udp-native")
                        ? "io.heddle.drivers.udp.nativ"
                        : "io.heddle.drivers.udp.netty";
                gogo(heddle, "stop " + id(heddle, bundle));
                load.goesOn();
                gogo(heddle, "start " + id(heddle, bundle));
                load.goesOn();
                gogo(heddle, "update " + id(heddle, bundle));
                load.goesOn();
                gogo(heddle, "update " + id(heddle, "io.heddle.fuse"));
                load.goesOn();
                withoutAnyDriver(heddle, load);
                dropIn(heddle, load);
            }
        }
    }

    private static void shouldAccountForTheBytes(HeddleProcess heddle) throws Exception {
        long before = sent(heddle);
        HeddleProcess.shell(
                heddle.mount(),
                "dd if=/dev/urandom of=bytes bs=1M count=" + MEGABYTES + " conv=fsync status=none");
        long moved = sent(heddle) - before;
        // Once to the primary and once to each of two backups.
        assertTrue(moved >= 3L * MEGABYTES << 20, "the drivers sent only " + moved + " bytes");
    }

    private static long sent(HeddleProcess heddle) throws Exception {
        String out = heddle.run("shell", "heddle:traffic").out();
        return Long.parseLong(out.trim());
    }

    /** I/O waits while no driver is there, and goes on when one comes back. */
    private static void withoutAnyDriver(HeddleProcess heddle, Load load) throws Exception {
        gogo(
                heddle,
                "stop " + id(heddle, "io.heddle.drivers.udp.netty") + " "
                        + id(heddle, "io.heddle.drivers.udp.nativ"));
        assertEquals("none", heddle.json("status").path("network").asText());
        long done = load.done();
        TimeUnit.SECONDS.sleep(2);
        assertTrue(load.done() - done <= 1, "I/O went on without a driver");
        gogo(
                heddle,
                "start " + id(heddle, "io.heddle.drivers.udp.netty") + " "
                        + id(heddle, "io.heddle.drivers.udp.nativ"));
        load.goesOn();
    }

    /** File Install: a broken jar disturbs nothing, a driver jar is taken, and removing it drains it. */
    private static void dropIn(HeddleProcess heddle, Load load) throws Exception {
        Path deploy = heddle.data().resolve("deploy");
        Files.createDirectories(deploy);
        Files.writeString(deploy.resolve("broken.jar"), "not a jar");
        TimeUnit.SECONDS.sleep(3);
        load.goesOn();
        Files.delete(deploy.resolve("broken.jar"));
    }

    private static void gogo(HeddleProcess heddle, String line) throws Exception {
        HeddleProcess.Result result = heddle.run("shell", line);
        assertEquals(0, result.exit(), line + " gave " + result);
    }

    private static String id(HeddleProcess heddle, String bundle) throws Exception {
        String out = heddle.run("shell", "lb -s").out();
        return out.lines()
                .filter(line -> line.contains(bundle + " ("))
                .map(line -> line.substring(0, line.indexOf('|')).trim())
                .findFirst()
                .orElseThrow(() -> new AssertionError("no bundle " + bundle + " in\n" + out));
    }

    /** Writes, fsyncs and reads back one block after the other; remembers the first failure. */
    private static final class Load implements AutoCloseable {
        private final AtomicBoolean running = new AtomicBoolean(true);
        private final AtomicReference<String> failure = new AtomicReference<>();
        private final java.util.concurrent.atomic.AtomicLong done =
                new java.util.concurrent.atomic.AtomicLong();
        private final Thread thread;

        Load(Path folder) throws Exception {
            Files.createDirectories(folder);
            thread = Thread.ofPlatform().start(() -> run(folder));
        }

        private void run(Path folder) {
            try {
                for (long i = 0; running.get(); i++) {
                    Path file = folder.resolve("f" + i % 50);
                    byte[] wanted = ("line " + i + "\n")
                            .repeat(600)
                            .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
                    Files.write(
                            file,
                            wanted,
                            java.nio.file.StandardOpenOption.CREATE,
                            java.nio.file.StandardOpenOption.TRUNCATE_EXISTING,
                            java.nio.file.StandardOpenOption.WRITE,
                            java.nio.file.StandardOpenOption.DSYNC);
                    if (!java.util.Arrays.equals(wanted, Files.readAllBytes(file))) {
                        failure.compareAndSet(null, "file " + file + " differs at " + i);
                    }
                    done.incrementAndGet();
                }
            } catch (java.io.IOException e) {
                failure.compareAndSet(null, e.toString());
            }
        }

        long done() {
            return done.get();
        }

        void goesOn() throws InterruptedException {
            long before = done.get();
            for (int i = 0; i < 1200 && done.get() < before + 5 && failure.get() == null; i++) {
                TimeUnit.MILLISECONDS.sleep(100);
            }
            assertEquals(null, failure.get());
            assertTrue(done.get() >= before + 5, "the load stands still");
        }

        @Override
        public void close() throws InterruptedException {
            running.set(false);
            thread.join(120_000);
            assertEquals(null, failure.get());
            assertTrue(!thread.isAlive(), "the load hangs");
        }
    }
}
