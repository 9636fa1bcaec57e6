package io.heddle.bench.net;

import io.heddle.bench.lab.Namespace;
import io.heddle.bench.peer.CpuClock;

import org.jspecify.annotations.Nullable;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A process of dpdk-testpmd, DPDK's own program, with one port and one core that forwards. */
final class Testpmd implements AutoCloseable {
    static final String PROGRAM = "dpdk-testpmd";

    private static final long LIMIT_SECONDS = 30;
    private static final int LAST_LINES = 12;
    private static final String END = "end of output";
    private static final Pattern RECEIVED =
            Pattern.compile("RX-packets:\\s*([0-9]+).*RX-bytes:\\s*([0-9]+)");
    private static final Pattern UP = Pattern.compile("Link status: up");

    private final Process process;
    private final String prefix;
    private final BufferedWriter input;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final List<String> said = new ArrayList<>();

    private Testpmd(Process process, String prefix) {
        this.process = process;
        this.prefix = prefix;
        input = process.outputWriter(StandardCharsets.UTF_8);
        Thread.ofPlatform().name("testpmd-out").daemon(true).start(() -> {
            try (var from = process.inputReader(StandardCharsets.UTF_8)) {
                from.lines().forEach(lines::add);
            } catch (IOException | java.io.UncheckedIOException closed) {
                lines.add(closed.toString());
            }
            lines.add(END);
        });
    }

    /**
     * Starts it, stopped.
     *
     * @param core that forwards
     * @param vdev the device with its arguments
     * @param mode such as txonly, rxonly, io
     * @param frameBytes of what txonly and flowgen send
     */
    static Testpmd start(
            @Nullable Namespace where, int core, String vdev, String mode, int frameBytes)
            throws IOException, InterruptedException {
        String prefix = "hdl" + ProcessHandle.current().pid() + "-" + System.nanoTime();
        // On a pipe it would say nothing before its buffer is full.
        var words = new ArrayList<>(List.of("stdbuf", "-oL", PROGRAM, "--lcores", "0@0,1@" + core));
        words.addAll(memory());
        words.addAll(List.of(
                "--no-pci",
                "--no-telemetry",
                "--single-file-segments",
                "--file-prefix",
                prefix,
                "--vdev",
                vdev,
                "--",
                "-i",
                "--nb-cores=1",
                "--forward-mode=" + mode,
                "--burst=32",
                "--total-num-mbufs=4096",
                "--mbuf-size=16512", // Before the length of packets, which it bounds.
                "--txpkts=" + frameBytes,
                "--no-flush-rx"));
        Process process = new ProcessBuilder(where == null ? words : where.command(words))
                .redirectErrorStream(true)
                .start();
        var testpmd = new Testpmd(process, prefix);
        try {
            testpmd.ask("show port info 0", Pattern.compile("Maximum number of.*"));
            return testpmd;
        } catch (IOException | InterruptedException failed) {
            testpmd.close();
            throw failed;
        }
    }

    /** In huge pages where there are enough of them, as the ports of Heddle choose. */
    private static List<String> memory() throws IOException {
        return HugePages.freeBytes() >= HugePages.WANTED_BYTES
                ? List.of("--in-memory", "-m", "128")
                : List.of("--no-huge", "--no-shconf", "-m", "128");
    }

    private void tell(String command) throws IOException {
        input.write(command);
        input.newLine();
        input.flush();
    }

    /** Gives a command and waits for a line of its answer. */
    private Matcher ask(String command, Pattern awaited) throws IOException, InterruptedException {
        tell(command);
        long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (System.nanoTime() - endNs < 0) {
            String line = lines.poll(1, TimeUnit.SECONDS);
            if (line == null) {
                continue;
            }
            said.add(line);
            Matcher matcher = awaited.matcher(line);
            if (matcher.find()) {
                return matcher;
            }
            if (line.equals(END)) {
                break;
            }
        }
        int from = Math.max(0, said.size() - LAST_LINES);
        throw new IOException(PROGRAM + " does not answer to '" + command + "': "
                + String.join(" | ", said.subList(from, said.size())));
    }

    /** Waits until the other end is there. */
    void awaitLink() throws IOException, InterruptedException {
        for (int attempt = 0; attempt < 100; attempt++) {
            Matcher status = ask("show port info 0", Pattern.compile("Link status: .*"));
            if (UP.matcher(status.group()).find()) {
                return;
            }
            Thread.sleep(50);
        }
        throw new IOException(PROGRAM + " has no link.");
    }

    void begin() throws IOException {
        tell("start");
    }

    void end() throws IOException {
        tell("stop");
    }

    /** What its port got since its start. */
    record Received(long packets, long bytes) {}

    Received received() throws IOException, InterruptedException {
        Matcher counts = ask("show port stats 0", RECEIVED);
        return new Received(Long.parseLong(counts.group(1)), Long.parseLong(counts.group(2)));
    }

    /** Since its start, all threads. */
    long cpuNs() throws IOException {
        return CpuClock.ofNs(Long.toString(process.pid()));
    }

    @Override
    public void close() throws IOException {
        try {
            tell("quit");
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
            }
        } catch (IOException alreadyGone) {
            process.destroyForcibly();
        } catch (InterruptedException stopped) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        removeFolder();
    }

    /** EAL leaves the folder of its run; where that is depends on the user. */
    private void removeFolder() throws IOException {
        String own = System.getenv().getOrDefault("XDG_RUNTIME_DIR", "/tmp");
        for (String base : List.of("/var/run", own)) {
            Path folder = Path.of(base, "dpdk", prefix);
            if (Files.isDirectory(folder)) {
                try (Stream<Path> files = Files.list(folder)) {
                    for (Path file : files.toList()) {
                        Files.delete(file);
                    }
                }
                Files.delete(folder);
            }
        }
    }
}
