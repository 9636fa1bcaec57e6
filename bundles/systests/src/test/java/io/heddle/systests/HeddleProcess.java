package io.heddle.systests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.junit.jupiter.api.Assumptions;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** An instance of the distribution in a folder of its own: up, down, kill -9, commands. */
final class HeddleProcess implements AutoCloseable {
    /** Of a crash: the signal, the registers, the stack. */
    private static final int CRASH_LINES = 120;

    /** What a command did. */
    record Result(int exit, String out, String err) {}

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long LIMIT_S = 400;
    private static final List<String> JVM_OPTIONS =
            List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");

    private final Path work;
    private final Path command;
    private final int port;
    private final List<String> options;
    private final List<String> prefix;

    private HeddleProcess(
            Path work, Path command, int port, List<String> options, List<String> prefix) {
        this.prefix = prefix;
        this.work = work;
        this.command = command;
        this.port = port;
        this.options = options;
    }

    /** An instance that is not up yet; the test is skipped, aloud, where nothing can be mounted. */
    static HeddleProcess prepare(String name, String... options)
            throws IOException, InterruptedException {
        return prepareWithin(List.of(), name, options);
    }

    /** The same, with every command behind a prefix, such as one that enters a namespace. */
    static HeddleProcess prepareWithin(List<String> prefix, String name, String... options)
            throws IOException, InterruptedException {
        Assumptions.assumeTrue(
                Files.isWritable(Path.of("/dev/fuse")),
                "SKIPPED: /dev/fuse is not writable, so nothing can be mounted here");
        Path work = Path.of(System.getProperty("heddle.work"), name);
        try (Stream<Path> all = Files.walk(Path.of(System.getProperty("heddle.distribution")), 4)) {
            Path command = all.filter(path -> path.endsWith("bin/heddle")
                            && path.getParent()
                                    .getParent()
                                    .resolve("bundle")
                                    .toFile()
                                    .isDirectory())
                    .findFirst()
                    .orElseThrow(() -> new IOException("The distribution is not built."));
            var heddle = new HeddleProcess(
                    work, command, freePort(), List.of(options), List.copyOf(prefix));
            heddle.clear();
            Files.createDirectories(work);
            return heddle;
        }
    }

    /** Below the ports that the kernel gives to connections, which might take it while it is down. */
    private static int freePort() throws IOException {
        var random = new SplittableRandom();
        for (int attempt = 0; ; attempt++) {
            int port = random.nextInt(20_000, 32_000);
            try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (BindException taken) {
                if (attempt == 100) {
                    throw taken;
                }
            }
        }
    }

    /** Takes away what a run that was broken off has left. */
    private void clear() throws IOException, InterruptedException {
        if (Files.exists(data().resolve("heddle.pid"))) {
            boolean runs = ProcessHandle.of(pid())
                    .flatMap(process -> process.info().commandLine())
                    .filter(line -> line.contains(data().toString()))
                    .isPresent();
            if (runs) {
                kill9();
            }
        }
        unmount();
        delete(work);
    }

    /** Every mount in this instance's folder, which may be more than its own. */
    private void unmount() throws IOException, InterruptedException {
        for (String line : Files.readAllLines(Path.of("/proc/self/mountinfo")).reversed()) {
            String folder = line.split(" ")[4];
            if (folder.startsWith(work + "/")) {
                start(Path.of("/"), List.of("umount", "-l", folder));
            }
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
        var line = new ArrayList<>(prefix);
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

    /** Runs a program with a limit, free of what this machine's user has set. */
    static Result start(Path folder, List<String> line) throws IOException, InterruptedException {
        Path out = Files.createTempFile("heddle", ".out");
        Path err = Files.createTempFile("heddle", ".err");
        try {
            var builder = new ProcessBuilder(line)
                    .directory(folder.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            var environment = builder.environment();
            environment.keySet().removeAll(JVM_OPTIONS);
            environment.put("JAVA_HOME", System.getProperty("java.home"));
            environment.put("LC_ALL", "C.UTF-8");
            environment.put("GIT_CONFIG_GLOBAL", "/dev/null");
            Process process = builder.start();
            if (!process.waitFor(LIMIT_S, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(
                        line + " did not end in " + LIMIT_S + " s: " + Files.readString(err));
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
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        for (long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_S); !gone(pid); ) {
            if (System.nanoTime() > end) {
                throw new AssertionError("process " + pid + " outlives kill -9");
            }
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    /** A zombie has its files open until the last of its other threads has ended. */
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
        unmount();
        if (Files.exists(data().resolve("heddle.pid"))) {
            kill9();
            throw new AssertionError("down left the process: " + result);
        }
        String crashes = crashes();
        delete(work);
        if (!crashes.isEmpty()) {
            throw new AssertionError("a virtual machine of the instance crashed:\n" + crashes);
        }
    }

    /** The beginnings of what virtual machines that crashed have left. */
    private String crashes() throws IOException {
        Path logs = data().resolve("log");
        if (!Files.isDirectory(logs)) {
            return "";
        }
        var text = new StringBuilder();
        try (Stream<Path> all = Files.list(logs)) {
            for (Path file : all.toList()) {
                if (file.getFileName().toString().startsWith("hs_err")) {
                    try (Stream<String> lines = Files.lines(file)) {
                        lines.limit(CRASH_LINES)
                                .forEach(line -> text.append(line).append('\n'));
                    }
                }
            }
        }
        return text.toString();
    }

    /** Deletes a folder, in which a process that is about to end may still make and remove files. */
    static void delete(Path folder) throws IOException {
        for (int attempt = 0; Files.exists(folder, LinkOption.NOFOLLOW_LINKS); attempt++) {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(path);
                }
            } catch (DirectoryNotEmptyException | UncheckedIOException changing) {
                if (attempt == 300) {
                    throw changing;
                }
                LockSupport.parkNanos(100_000_000);
            }
        }
    }
}
