package io.heddle.systests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.junit.jupiter.api.Assumptions;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** An instance of the distribution in a folder of its own: up, down, kill -9, commands. */
final class HeddleProcess implements AutoCloseable {
    /** What a command did. */
    record Result(int exit, String out, String err) {}

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path work;
    private final Path command;
    private final int port;
    private final List<String> options;

    private HeddleProcess(Path work, Path command, int port, List<String> options) {
        this.work = work;
        this.command = command;
        this.port = port;
        this.options = options;
    }

    /** An instance that is not up yet; the test is skipped, aloud, where nothing can be mounted. */
    static HeddleProcess prepare(String name, String... options) throws IOException {
        Assumptions.assumeTrue(
                Files.isWritable(Path.of("/dev/fuse")),
                "SKIPPED: /dev/fuse is not writable, so nothing can be mounted here");
        Path work = Path.of(System.getProperty("heddle.work"), name);
        delete(work);
        Files.createDirectories(work);
        try (Stream<Path> all = Files.walk(Path.of(System.getProperty("heddle.distribution")), 4);
                var socket = new ServerSocket(0)) {
            Path command = all.filter(path -> path.endsWith("bin/heddle")
                            && path.getParent()
                                    .getParent()
                                    .resolve("bundle")
                                    .toFile()
                                    .isDirectory())
                    .findFirst()
                    .orElseThrow(() -> new IOException("The distribution is not built."));
            return new HeddleProcess(work, command, socket.getLocalPort(), List.of(options));
        }
    }

    Path mount() {
        return work.resolve("mnt");
    }

    Path data() {
        return work.resolve("data");
    }

    Path work() {
        return work;
    }

    /** Starts it; fails when it does not come up. */
    String up() throws IOException, InterruptedException {
        var arguments = new ArrayList<>(
                List.of("up", "--mount", mount().toString(), "--port", Integer.toString(port)));
        arguments.addAll(options);
        Result result = run(arguments.toArray(String[]::new));
        if (result.exit != 0 || !result.out.contains("mount: ")) {
            throw new AssertionError("up gave " + result + "\n" + log());
        }
        return result.out;
    }

    Result down() throws IOException, InterruptedException {
        return run("down");
    }

    /** Any command on this instance. */
    Result run(String... arguments) throws IOException, InterruptedException {
        var line = new ArrayList<String>();
        line.add(command.toString());
        line.addAll(List.of(arguments));
        line.addAll(List.of("--data", data().toString()));
        return start(work, line);
    }

    JsonNode json(String... arguments) throws IOException, InterruptedException {
        var line = new ArrayList<>(List.of(arguments));
        line.add("--json");
        Result result = run(line.toArray(String[]::new));
        if (result.out.isBlank()) {
            throw new AssertionError(line + " gave " + result);
        }
        return JSON.readTree(result.out);
    }

    /** Runs a program with a limit of two minutes. */
    static Result start(Path folder, List<String> line) throws IOException, InterruptedException {
        Path out = Files.createTempFile("heddle", ".out");
        Path err = Files.createTempFile("heddle", ".err");
        try {
            Process process = new ProcessBuilder(line)
                    .directory(folder.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            if (!process.waitFor(300, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(line + " did not end in 300 s: " + Files.readString(err));
            }
            return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }

    /** Runs a shell line that must succeed, and gives what it printed. */
    static String shell(Path folder, String line) throws IOException, InterruptedException {
        Result result = start(folder, List.of("bash", "-o", "pipefail", "-ec", line));
        if (result.exit != 0) {
            throw new AssertionError(
                    "'" + line + "' gave " + result.exit + ": " + result.out + result.err);
        }
        return result.out;
    }

    long pid() throws IOException {
        return Long.parseLong(Files.readString(data().resolve("heddle.pid")).trim());
    }

    void kill9() throws IOException, InterruptedException {
        long pid = pid();
        start(work, List.of("kill", "-9", Long.toString(pid)));
        while (Files.exists(Path.of("/proc/" + pid)) && !zombie(pid)) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    private static boolean zombie(long pid) throws IOException {
        try {
            String stat = Files.readString(
                    Path.of("/proc/" + pid + "/stat"), StandardCharsets.ISO_8859_1);
            return stat.substring(stat.lastIndexOf(')') + 2).startsWith("Z");
        } catch (java.nio.file.NoSuchFileException gone) {
            return true;
        }
    }

    /** The end of the instance's log, for failures. */
    String log() {
        Path file = data().resolve("log/heddle.log");
        List<String> lines;
        try {
            lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            lines = List.of(e.toString());
        }
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size()));
    }

    @Override
    public void close() throws IOException, InterruptedException {
        Result result = down();
        start(work, List.of("umount", "-l", mount().toString()));
        if (Files.exists(data().resolve("heddle.pid"))) {
            kill9();
            throw new AssertionError("down left the process: " + result);
        }
        delete(work);
    }

    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
