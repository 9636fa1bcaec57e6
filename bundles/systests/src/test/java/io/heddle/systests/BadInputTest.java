package io.heddle.systests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;

/** Proves that wrong use gets one sentence, the right exit code, and costs no data. */
class BadInputTest {
    @Test
    void shouldRefuseAPortInUseAndLeaveNothing() throws Exception {
        try (var heddle = HeddleProcess.prepare("port", "--capacity", "256M");
                var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var result = heddle.run(
                    "up",
                    "--mount",
                    heddle.mount().toString(),
                    "--port",
                    Integer.toString(socket.getLocalPort()));
            assertEquals(2, result.exit(), result.toString());
            assertTrue(
                    result.err().contains(Integer.toString(socket.getLocalPort())),
                    result.toString());
        }
    }

    @Test
    void shouldRefuseAMountFolderThatIsNotEmptyAndAForeignDataFolder() throws Exception {
        try (var heddle = HeddleProcess.prepare("folders", "--capacity", "256M")) {
            Files.createDirectories(heddle.mount());
            Path file = Files.writeString(heddle.mount().resolve("mine"), "mine");
            var result = heddle.run("up", "--mount", heddle.mount().toString());
            assertEquals(2, result.exit(), result.toString());
            assertEquals("mine", Files.readString(file));
            Files.delete(file);
            Files.createDirectories(heddle.data());
            Path foreign = Files.writeString(heddle.data().resolve("foreign"), "x");
            result = heddle.run("up", "--mount", heddle.mount().toString());
            assertEquals(2, result.exit(), result.toString());
            Files.delete(foreign);
        }
    }

    @Test
    void shouldAnswerWrongUseOfARunningInstance() throws Exception {
        try (var heddle = HeddleProcess.prepare("use", "--capacity", "256M")) {
            heddle.up();
            var again = heddle.run("up", "--mount", heddle.mount().toString());
            assertEquals(0, again.exit(), again.toString());
            var swap = heddle.run("net", "swap", "carrier-pigeon");
            assertEquals(2, swap.exit(), swap.toString());
            assertTrue(swap.err().contains("carrier-pigeon"), swap.toString());
            var unusable = heddle.run("net", "swap", "mellanox");
            assertEquals(1, unusable.exit(), unusable.toString());
            fillUp(heddle);
        }
    }

    /** ENOSPC to the application, nothing lost, and space comes back. */
    private static void fillUp(HeddleProcess heddle) throws Exception {
        HeddleProcess.shell(
                heddle.mount(), "head -c 1000000 /dev/urandom > kept && sha256sum kept > kept.sum");
        var full = HeddleProcess.start(
                heddle.mount(),
                java.util.List.of("dd", "if=/dev/zero", "of=big", "bs=1M", "count=4096"));
        assertTrue(full.exit() != 0 && full.err().contains("No space left"), full.toString());
        HeddleProcess.shell(heddle.mount(), "sha256sum -c kept.sum && rm big");
        HeddleProcess.shell(
                heddle.mount(), "dd if=/dev/zero of=again bs=1M count=16 status=none && rm again");
        heddle.kill9();
        heddle.up();
        HeddleProcess.shell(heddle.mount(), "sha256sum -c kept.sum");
    }
}
