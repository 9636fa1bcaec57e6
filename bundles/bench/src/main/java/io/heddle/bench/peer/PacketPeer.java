package io.heddle.bench.peer;

import io.heddle.net.NetAddress;
import io.heddle.net.NetPort;
import io.heddle.net.spi.NetDriver;
import io.heddle.net.spi.PortConfig;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A port of a driver in a process of its own, without a transport above: one thread that polls it and
 * sends, receives, or sends back. Told what to do by {@link PeerProcess}.
 *
 * <p>Arguments: {@code bind=ADDRESS [driver=udp-native] [mtu=1500]}, and those of {@link DpdkDriver}.
 */
public final class PacketPeer {
    private static final long CALL_SECONDS = 60;

    /** Without a role the port is looked at so often: neighbours ask for it. */
    private static final long IDLE_MS = 1;

    /** Turns between two looks at the clock and at what is to be done: they cost more than a turn. */
    private static final int TURNS = 64;

    private final LinkedBlockingQueue<FutureTask<String>> tasks = new LinkedBlockingQueue<>();
    private final CompletableFuture<PacketBursts> opened = new CompletableFuture<>();
    private final Latencies latencies = new Latencies();
    private final Thread thread;
    private final PacketBursts bursts;
    private volatile @Nullable PacketRole role;
    private volatile boolean ends;

    private PacketPeer(Answer arguments) throws IOException, InterruptedException {
        NetDriver driver = PeerDrivers.prepared(arguments);
        NetAddress bind = NetAddress.parse(arguments.text("bind"));
        var config = new PortConfig("peer", bind, (int) arguments.number("mtu", 1_500));
        thread = Thread.ofPlatform().name("peer-packets").start(() -> live(driver, config));
        try {
            bursts = opened.get(CALL_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException failed) {
            throw new IOException("The port does not open: " + failed.getCause(), failed);
        }
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        new PacketPeer(Answer.parse(String.join(" ", arguments))).serve();
        System.exit(0); // EAL has threads of its own, which nobody ends.
    }

    private void serve() throws IOException, InterruptedException {
        var line = new CommandLine(Map.of(
                "start", this::start,
                "stop", ignored -> stop(),
                "counts", ignored -> counts()));
        NetPort port = bursts.port;
        NetAddress own = port.localAddress();
        line.serve("high=" + own.high() + " low=" + own.low() + " port=" + own.port() + " mtu="
                + port.mtuBytes());
        ends = true;
        thread.join(TimeUnit.SECONDS.toMillis(CALL_SECONDS));
    }

    private void live(NetDriver driver, PortConfig config) {
        try (NetPort port = driver.open(config, new PortTold(0))) {
            var mine = new PacketBursts(port);
            opened.complete(mine);
            while (!ends) {
                FutureTask<String> task = tasks.poll();
                if (task != null) {
                    task.run();
                }
                PacketRole now = role;
                if (now == null) {
                    idle(mine);
                } else {
                    long nowNs = System.nanoTime();
                    for (int turn = 0; turn < TURNS; turn++) {
                        now.turn(nowNs);
                    }
                }
            }
        } catch (RuntimeException | Error | InterruptedException failed) {
            opened.completeExceptionally(failed);
            failed.printStackTrace();
        }
    }

    private static void idle(PacketBursts mine) throws InterruptedException {
        int unused = mine.receive();
        TimeUnit.MILLISECONDS.sleep(IDLE_MS);
    }

    /** {@code role=source|sink|echo|ping bytes= segments= window= high= low= port=}. */
    private String start(Answer arguments) throws IOException {
        return onThread(() -> {
            role = role(arguments);
            return "";
        });
    }

    private PacketRole role(Answer arguments) {
        int bytes = (int) arguments.number("bytes", 0);
        int window = (int) arguments.number("window", 0);
        var to = new NetAddress(arguments.number("high", 0), arguments.number("low", 0), (int)
                arguments.number("port", 0));
        return switch (arguments.text("role")) {
            case "source" ->
                new PacketSource(
                        bursts,
                        to,
                        bytes,
                        (int) arguments.number("segments", 1),
                        window,
                        arguments.number("returned", 0) == 1);
            case "sink" -> new PacketSink(bursts, window > 0);
            case "echo" -> new PacketEcho(bursts);
            case "ping" -> new PacketPing(bursts, latencies, to, bytes);
            default -> throw new IllegalArgumentException("role is source, sink, echo or ping.");
        };
    }

    private String stop() throws IOException {
        return onThread(() -> {
            PacketRole ending = role;
            role = null;
            return ending == null ? "" : "packets=" + ending.packets() + " " + ending.more();
        });
    }

    private String counts() throws IOException {
        PacketRole now = role;
        var stats = bursts.port.stats();
        return "packets=" + (now == null ? 0 : now.packets()) + " cpuNs=" + CpuClock.ownNs()
                + " dropped=" + stats.rxDropped() + " refused=" + stats.txRefused();
    }

    private String onThread(java.util.concurrent.Callable<String> call) throws IOException {
        var task = new FutureTask<>(call);
        tasks.add(task);
        try {
            return task.get(CALL_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", stopped);
        } catch (ExecutionException | TimeoutException failed) {
            throw new IOException("The port's thread failed: " + failed, failed);
        }
    }
}
