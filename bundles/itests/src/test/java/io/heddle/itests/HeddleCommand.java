package io.heddle.itests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs the distribution's {@code bin/heddle} as a person would. */
final class HeddleCommand {
    /** What a command printed, and its exit code. */
    record Outcome(int exit, String out, String err) {
        /** The {@code key: value} lines of its output. */
        Map<String, String> values() {
            Map<String, String> values = new TreeMap<>();
            for (String line : out.lines().toList()) {
                int colon = line.indexOf(": ");
                if (colon > 0) {
                    values.put(line.substring(0, colon), line.substring(colon + 2));
                }
            }
            return values;
        }

        @Override
        public String toString() {
            return "exit " + exit + "\n" + out + err;
        }
    }

    private static final long LIMIT_S = 400;
    private static final Path BIN =
            Path.of(System.getProperty("heddle.dist", "."), "bin", "heddle").normalize();

    private final Path data;

    HeddleCommand(Path data) {
        this.data = data;
    }

    Outcome run(String... arguments) throws IOException, InterruptedException {
        Path out = Files.createTempFile("heddle", ".out");
        Path err = Files.createTempFile("heddle", ".err");
        List<String> command = new ArrayList<>(List.of(BIN.toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--data", data.toString()));
        ProcessBuilder builder = new ProcessBuilder(command);
        // What this machine's user has set would be said on standard error.
        builder.environment()
                .keySet()
                .removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.redirectInput(Path.of("/dev/null").toFile());
        Process process = builder.start();
        try {
            if (!process.waitFor(LIMIT_S, TimeUnit.SECONDS)) {
                throw new IOException(command + " did not end in " + LIMIT_S + " s");
            }
            return new Outcome(process.exitValue(), text(out), text(err));
        } finally {
            process.destroyForcibly();
            Files.delete(out);
            Files.delete(err);
        }
    }

    /** Ends the JVM as a power cut of the process would. */
    void kill9() throws IOException, InterruptedException {
        long pid = Long.parseLong(Files.readString(data.resolve("heddle.pid")).trim());
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        for (long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_S); !gone(pid); ) {
            if (System.nanoTime() > end) {
                throw new IOException("process " + pid + " outlives kill -9");
            }
            Thread.sleep(20);
        }
    }

    /**
     * A zombie counts, since nobody may collect it in a container; but it has its files open until the
     * last of its other threads has ended.
     */
    private static boolean gone(long pid) throws IOException {
        Path process = Path.of("/proc/" + pid);
        try (Stream<Path> threads = Files.list(process.resolve("task"))) {
            String stat = Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
            return threads.count() == 1
                    && stat.substring(stat.lastIndexOf(')') + 2).startsWith("Z");
        } catch (IOException | UncheckedIOException meanwhile) {
            return !Files.exists(process);
        }
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8);
    }
}
