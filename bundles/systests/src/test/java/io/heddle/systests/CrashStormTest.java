package io.heddle.systests;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * Proves that kill -9 of the whole cluster during fsynced writes loses nothing that was acknowledged.
 * Rounds: {@code -Dheddle.crash.rounds=100} (10 by default).
 */
class CrashStormTest {
    private static final int ROUNDS = Integer.getInteger("heddle.crash.rounds", 10);

    @Test
    void shouldKeepEveryAcknowledgedByteOverKills() throws Exception {
        long seed = Long.getLong("heddle.seed", System.nanoTime());
        System.out.println("kill -9 storm: rounds " + ROUNDS + ", -Dheddle.seed=" + seed);
        var random = new SplittableRandom(seed);
        List<Double> upSeconds = new ArrayList<>();
        try (var heddle = HeddleProcess.prepare("crash", "--capacity", "1G")) {
            heddle.up();
            Path folder = heddle.mount().resolve("storm");
            Path log = heddle.work().resolve("acknowledged.log");
            for (int round = 0; round < ROUNDS; round++) {
                Process writer = writer(heddle, folder, log, seed + round);
                TimeUnit.MILLISECONDS.sleep(300 + random.nextInt(900));
                heddle.kill9();
                assertTrue(writer.waitFor(30, TimeUnit.SECONDS), "the writer hangs after the kill");
                long start = System.nanoTime();
                heddle.up();
                upSeconds.add((System.nanoTime() - start) / 1e9);
                List<String> wrong = DurableWriter.check(folder, log);
                assertTrue(
                        wrong.isEmpty(),
                        () -> wrong + ", seed " + seed + "\n" + tail(log) + heddle.log());
            }
            long acknowledged = Files.readAllLines(log).stream()
                    .filter(line -> !line.startsWith("?"))
                    .count();
            assertTrue(acknowledged > 10L * ROUNDS, "the writers did too little: " + acknowledged);
            upSeconds.sort(null);
            System.out.printf(
                    "kill -9 storm: %d rounds, %d acknowledged, 0 missing; up again: median %.1f s, worst %.1f s%n",
                    ROUNDS, acknowledged, upSeconds.get(ROUNDS / 2), upSeconds.getLast());
        }
    }

    private static Process writer(HeddleProcess heddle, Path folder, Path log, long seed)
            throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-Xmx64m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        DurableWriter.class.getName(),
                        folder.toString(),
                        log.toString(),
                        Long.toString(seed))
                .redirectErrorStream(true)
                .redirectOutput(heddle.work().resolve("writer.out").toFile())
                .start();
    }

    /** The last notes of the writers, for failures. */
    private static String tail(Path log) {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()))
                    + "\n";
        } catch (IOException e) {
            return e + "\n";
        }
    }
}
