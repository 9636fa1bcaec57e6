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
import java.util.stream.Stream;

/**
 * Proves that kill -9 of the whole cluster during fsynced writes loses nothing that was acknowledged.
 * Rounds: {@code -Dheddle.crash.rounds=100} (10 by default).
 */
class CrashStormTest {
    private static final int ROUNDS = Integer.getInteger("heddle.crash.rounds", 10);
    /** A kill comes after so many acknowledged operations, up to so many more, and a random time. */
    private static final int LEAST = 10;

    private static final int NOTES = 100;

    private static final long LIMIT_S = 120;

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
                awaitNotes(writer, heddle, log, notes(log) + LEAST + random.nextInt(NOTES));
                TimeUnit.MILLISECONDS.sleep(random.nextInt(900));
                heddle.kill9();
                assertTrue(
                        writer.waitFor(LIMIT_S, TimeUnit.SECONDS),
                        "the writer hangs after the kill");
                long start = System.nanoTime();
                heddle.up();
                upSeconds.add((System.nanoTime() - start) / 1e9);
                List<String> wrong = DurableWriter.check(folder, log);
                assertTrue(
                        wrong.isEmpty(),
                        () -> wrong + ", seed " + seed + "\n" + tail(log) + heddle.log());
            }
            long acknowledged = notes(log);
            assertTrue(
                    acknowledged >= (long) LEAST * ROUNDS,
                    "the writers did too little: " + acknowledged);
            upSeconds.sort(null);
            System.out.printf(
                    "kill -9 storm: %d rounds, %d acknowledged, 0 missing; up again: median %.1f s, worst %.1f s%n",
                    ROUNDS, acknowledged, upSeconds.get(ROUNDS / 2), upSeconds.getLast());
        }
    }

    /** How many operations were acknowledged, over all rounds. */
    private static long notes(Path log) throws IOException {
        if (!Files.exists(log)) {
            return 0;
        }
        try (Stream<String> lines = Files.lines(log)) {
            return lines.filter(line -> !line.startsWith("?")).count();
        }
    }

    /** A kill before the writer has done anything would prove nothing. */
    private static void awaitNotes(Process writer, HeddleProcess heddle, Path log, long wanted)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_S);
        while (notes(log) < wanted) {
            boolean goesOn = writer.isAlive() && System.nanoTime() < end;
            assertTrue(
                    goesOn,
                    () -> "the writer stands still\n"
                            + tail(heddle.work().resolve("writer.out"))
                            + tail(log)
                            + heddle.log());
            TimeUnit.MILLISECONDS.sleep(20);
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

    /** The last lines of a file, for failures. */
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
