package io.heddle.bench.peer;

import io.heddle.net.Ledger;
import io.heddle.net.StandaloneSwitchboard;
import io.heddle.net.spi.NetDriver;
import io.heddle.runtime.StandaloneLoop;
import io.heddle.testkit.Footprint;

import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The switchboard with both UDP drivers under a load that checks every byte, in a process of its own:
 * six servers that echo and a client, all on one production loop. Told what to do by {@link
 * PeerProcess}: {@code swap count=N} and {@code held}.
 */
public final class SwapPeer {
    private static final long LIMIT_NS = TimeUnit.MINUTES.toNanos(2);

    /** Answers between two swaps, so that each meets requests under way. */
    private static final int BETWEEN = 200;

    private final StandaloneLoop loop = StandaloneLoop.start("swap", 0);
    private final StandaloneSwitchboard board =
            StandaloneSwitchboard.start(loop.events(), loop.counters());
    private final SwapLoad load;
    private int swaps;

    private SwapPeer() {
        for (NetDriver driver : ServiceLoader.load(NetDriver.class)) {
            board.add(driver, driver.name().equals("udp-native") ? 2 : 1);
        }
        load = new SwapLoad(loop.loop(), board.switchboard());
        board.add(load.client());
        board.add(load.servers());
        progress();
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        var peer = new SwapPeer();
        var line = new CommandLine(Map.of("swap", peer::swap, "held", peer::held));
        line.serve("driver=" + peer.board.switchboard().current());
        peer.close();
    }

    /** Waits until some more requests are answered. */
    private void progress() {
        long before = load.answers();
        long end = System.nanoTime() + LIMIT_NS;
        while (load.answers() < before + BETWEEN) {
            if (System.nanoTime() - end > 0) {
                throw new IllegalStateException("no answer in two minutes");
            }
            LockSupport.parkNanos(100_000);
        }
    }

    private String swap(Answer arguments) {
        int count = (int) arguments.number("count");
        double[] stallsMs = new double[count];
        long[] sums = new long[6];
        for (int i = 0; i < count; i++) {
            Ledger ledger = board.switchboard().swap(++swaps % 2 == 1 ? "udp-netty" : "udp-native");
            stallsMs[i] = ledger.longestStallMs();
            sums[0] += ledger.started();
            sums[1] += ledger.retransmittedOperations();
            sums[2] += ledger.lost();
            sums[3] += ledger.executedTwice();
            sums[4] += ledger.errors();
            sums[5] += ledger.overflow();
            progress();
        }
        Arrays.sort(stallsMs);
        return String.format(
                Locale.ROOT,
                "started=%d again=%d lost=%d twice=%d errors=%d overflow=%d failures=%d"
                        + " p50Ms=%.1f p99Ms=%.1f longestMs=%.1f",
                sums[0],
                sums[1],
                sums[2],
                sums[3],
                sums[4],
                sums[5],
                load.failures(),
                stallsMs[count / 2],
                stallsMs[Math.min(count - 1, count * 99 / 100)],
                stallsMs[count - 1]);
    }

    private String held(Answer nothing) {
        progress();
        Footprint held = Footprint.take();
        return "heapBytes=%d classes=%d threads=%d descriptors=%d offHeapBytes=%d"
                .formatted(
                        held.heapBytes(),
                        held.classes(),
                        held.threads(),
                        held.descriptors(),
                        held.offHeapBytes());
    }

    private void close() {
        load.close();
        board.close();
        loop.close();
    }
}
