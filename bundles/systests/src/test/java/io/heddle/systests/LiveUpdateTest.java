package io.heddle.systests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

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
}
