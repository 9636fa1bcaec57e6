package io.heddle.bench.peer;

import io.aeron.Aeron;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;

import org.agrona.IoUtil;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Aeron in a process of its own, as lean as it goes: media driver, client and application in one
 * thread, which spins as long as there was work a short while ago, as the loop of {@link EchoPeer}
 * does. It speaks the same commands.
 *
 * <p>Arguments: {@code own=HOST:PORT other=HOST:PORT mtu=BYTES spinNs=NS role=server|client}.
 */
public final class AeronPeer {
    private static final int TERM_BYTES = 16 << 20;
    private static final int SOCKET_BYTES = 2 << 20;

    /** Aeron allows no window above the receive buffer that the kernel gives. */
    private static final int WINDOW_BYTES = 1 << 20;

    /** A loaded machine must not end a session. */
    private static final long PATIENCE_NS = 120_000_000_000L;

    private static final Path MEMORY = Path.of("/dev/shm");
    private static final String FOLDER = "hdl-aeron-";

    private final AeronAgent agent;

    private AeronPeer(AeronAgent agent) {
        this.agent = agent;
    }

    public static void main(String[] words) throws IOException, InterruptedException {
        Answer arguments = Answer.parse(String.join(" ", words));
        removeOrphans();
        long buffer = socketBytes();
        var context = new MediaDriver.Context()
                .threadingMode(ThreadingMode.INVOKER)
                .dirDeleteOnStart(true)
                .dirDeleteOnShutdown(true)
                .aeronDirectoryName(
                        MEMORY.resolve(FOLDER + ProcessHandle.current().pid()).toString())
                .socketRcvbufLength((int) buffer)
                .socketSndbufLength((int) buffer)
                .initialWindowLength((int) Math.min(WINDOW_BYTES, buffer))
                .mtuLength((int) arguments.number("mtu"))
                .publicationTermBufferLength(TERM_BYTES)
                .clientLivenessTimeoutNs(PATIENCE_NS)
                .imageLivenessTimeoutNs(PATIENCE_NS)
                .publicationUnblockTimeoutNs(2 * PATIENCE_NS);
        try (MediaDriver driver = MediaDriver.launchEmbedded(context);
                Aeron aeron = Aeron.connect(new Aeron.Context()
                        .aeronDirectoryName(driver.aeronDirectoryName())
                        .driverAgentInvoker(driver.sharedAgentInvoker())
                        .useConductorAgentInvoker(true)
                        .driverTimeoutMs(PATIENCE_NS / 1_000_000))) {
            var agent = new AeronAgent(
                    driver.sharedAgentInvoker(),
                    aeron,
                    arguments.text("own"),
                    arguments.text("other"),
                    arguments.text("role").equals("server"),
                    arguments.number("spinNs"));
            Thread thread = Thread.ofPlatform().name("aeron").daemon(true).start(agent);
            new AeronPeer(agent).serve();
            agent.stop();
            thread.join();
        }
    }

    /** Folders of processes that were killed. */
    private static void removeOrphans() throws IOException {
        try (Stream<Path> all = Files.list(MEMORY)) {
            for (Path folder : all.toList()) {
                String name = folder.getFileName().toString();
                if (name.matches(FOLDER + "\\d+")
                        && ProcessHandle.of(Long.parseLong(name.substring(FOLDER.length())))
                                .isEmpty()) {
                    IoUtil.delete(folder.toFile(), true);
                }
            }
        }
    }

    /** As much as the kernel allows without privileges: Java cannot ask with them. */
    private static long socketBytes() throws IOException {
        // In one read: the kernel gives nothing beyond the first one of a sysctl.
        byte[] bytes = new byte[64];
        try (var sysctl = Files.newInputStream(Path.of("/proc/sys/net/core/rmem_max"))) {
            int count = Math.max(0, sysctl.read(bytes));
            String most = new String(bytes, 0, count, StandardCharsets.US_ASCII);
            return Math.min(SOCKET_BYTES, Long.parseLong(most.strip()));
        }
    }

    private void serve() throws IOException, InterruptedException {
        var line = new CommandLine(Map.of(
                "connected",
                arguments -> connected(),
                "start",
                this::start,
                "wait",
                this::await,
                "usage",
                arguments -> "cpuNs=" + CpuClock.ownNs()));
        line.serve("");
    }

    private String connected() throws InterruptedException {
        long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!agent.isConnected()) {
            if (System.nanoTime() > endNs) {
                throw new IllegalStateException("no connection within 30 s");
            }
            TimeUnit.MILLISECONDS.sleep(5);
        }
        return "";
    }

    private String start(Answer arguments) {
        agent.begin(LoadPlan.parse(arguments));
        return "";
    }

    private String await(Answer arguments) {
        return agent.result()
                .orTimeout(arguments.number("limit", 60), TimeUnit.SECONDS)
                .join();
    }
}
