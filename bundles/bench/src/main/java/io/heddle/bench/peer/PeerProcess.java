package io.heddle.bench.peer;

import io.heddle.bench.lab.Namespace;
import io.heddle.bench.lab.Shell;

import org.jspecify.annotations.Nullable;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A child JVM that takes a command a line and answers each with one line, {@code ok key=value ...} or
 * {@code error why}. It ends when its input ends, so it does not outlive this process.
 */
public final class PeerProcess implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration INTRODUCTION = Duration.ofSeconds(30);
    private static final List<String> ECHO_OPTIONS = List.of(
            "-Xms256m",
            "-Xmx512m",
            "-XX:+UseSerialGC",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");
    private static final int LAST_LINES = 40;
    private static final String END = "end of output";

    private final String name;
    private final Process process;
    private final BufferedWriter input;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private final ArrayDeque<String> complaints = new ArrayDeque<>();
    private final Answer hello;

    private PeerProcess(String name, Process process) throws IOException, InterruptedException {
        this.name = name;
        this.process = process;
        input = process.outputWriter(StandardCharsets.UTF_8);
        read(name + "-out", process.inputReader(StandardCharsets.UTF_8), answers::add);
        read(name + "-err", process.errorReader(StandardCharsets.UTF_8), this::complain);
        hello = answer("its start", START);
    }

    /**
     * Starts a main class of this class path in a JVM of its own; returns when it says that it is
     * ready.
     *
     * @param where the network that it lives in, or null for the machine's
     */
    public static PeerProcess start(
            @Nullable Namespace where, Class<?> main, List<String> options, String... arguments)
            throws IOException, InterruptedException {
        var words = new ArrayList<String>();
        words.add(System.getProperty("java.home") + "/bin/java");
        words.addAll(options);
        words.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        words.addAll(List.of(arguments));
        var builder = new ProcessBuilder(where == null ? words : where.command(words));
        builder.environment()
                .keySet()
                .removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"));
        Process process = builder.start();
        try {
            return new PeerProcess(main.getSimpleName(), process);
        } catch (IOException | InterruptedException failed) {
            process.destroyForcibly();
            throw failed;
        }
    }

    /** Starts an {@link EchoPeer} with its arguments, {@code node=N bind=...}. */
    public static PeerProcess echo(@Nullable Namespace where, String arguments)
            throws IOException, InterruptedException {
        return start(where, EchoPeer.class, ECHO_OPTIONS, arguments.split(" "));
    }

    /** Publishes the addresses of another echo peer in the address book of this one. */
    public void introduce(PeerProcess whom) throws IOException, InterruptedException {
        for (int slot = 0; slot < whom.hello.number("slots"); slot++) {
            publish(Integer.parseInt(whom.hello.text("node")), slot, whom.hello);
        }
    }

    /** Publishes one address of a node, out of what it said when it opened its ports. */
    public void publish(int node, int slot, Answer addresses)
            throws IOException, InterruptedException {
        Answer unused = ask(
                "peer node=%d slot=%d high=%s low=%s port=%s label=%s"
                        .formatted(
                                node,
                                slot,
                                addresses.text("high" + slot),
                                addresses.text("low" + slot),
                                addresses.text("port" + slot),
                                addresses.text("label" + slot)),
                INTRODUCTION);
    }

    private static void read(
            String name, BufferedReader from, java.util.function.Consumer<String> to) {
        Thread.ofPlatform().name(name).daemon(true).start(() -> {
            try (from) {
                from.lines().forEach(to);
            } catch (IOException | java.io.UncheckedIOException closed) {
                to.accept(closed.toString());
            }
            to.accept(END);
        });
    }

    private void complain(String line) {
        synchronized (complaints) {
            if (complaints.size() == LAST_LINES) {
                complaints.remove();
            }
            complaints.add(line);
        }
    }

    /** The end of what it said on stderr. */
    public String complaints() {
        synchronized (complaints) {
            return String.join("\n", complaints);
        }
    }

    /** What it said when it was ready. */
    public Answer hello() {
        return hello;
    }

    /**
     * Keeps its threads of a name on one core, where the machine can: two threads that spin on the same
     * one wait for each other's time slice.
     */
    public void pin(String thread, int core) throws IOException, InterruptedException {
        if (!Shell.has("taskset")) {
            return;
        }
        try (Stream<Path> tasks = Files.list(Path.of("/proc/" + pid() + "/task"))) {
            for (Path task : tasks.toList()) {
                if (Files.readString(task.resolve("comm")).startsWith(thread)) {
                    String unused = Shell.run("taskset -cp " + core + " " + task.getFileName());
                }
            }
        }
    }

    public long pid() {
        return process.pid();
    }

    /**
     * Gives a command and waits for its answer.
     *
     * @throws IOException if it answers with an error, dies, or takes longer than {@code limit}
     */
    public Answer ask(String command, Duration limit) throws IOException, InterruptedException {
        tell(command);
        return answer("'" + command + "'", limit);
    }

    /** Gives a command whose answer is taken later, by {@link #answer}. */
    public void tell(String command) throws IOException {
        input.write(command);
        input.newLine();
        input.flush();
    }

    /** The answer to the oldest command that was told and not answered yet. */
    public Answer answer(String to, Duration limit) throws IOException, InterruptedException {
        String line = answers.poll(limit.toMillis(), TimeUnit.MILLISECONDS);
        if (line == null || line.equals(END)) {
            String what = line == null ? " does not answer to " : " ended before its answer to ";
            throw new IOException(name + what + to + ".\n" + complaints());
        }
        if (!line.startsWith("ok")) {
            throw new IOException(name + " answers to " + to + ": " + line + "\n" + complaints());
        }
        return Answer.parse(line);
    }

    @Override
    public void close() throws IOException {
        try {
            input.close();
        } catch (IOException alreadyGone) {
            complain(alreadyGone.toString());
        }
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
            }
        } catch (InterruptedException stopped) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
