package io.heddle.bench.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.net.Ledger;
import io.heddle.net.LedgerPath;
import io.heddle.net.StandaloneSwitchboard;
import io.heddle.net.Switchboard;
import io.heddle.net.spi.NetDriver;
import io.heddle.runtime.StandaloneLoop;
import io.heddle.testkit.Footprint;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** The real switchboard, transport, loop and both drivers, under an echo load of one client. */
class SwapTest {
    /** {@code -Dheddle.swaps=1000} also compares what the process holds. */
    private static final int SWAPS = Integer.getInteger("heddle.swaps", 20);

    /** By then both drivers, all paths and the compiler have seen everything. */
    private static final int WARM_UP = 50;

    /**
     * A leak of one object of 5 KiB, one class, one thread, one descriptor or one buffer for each swap
     * would exceed each of these many times in 950 swaps. Ledgers and closed ports are kept up to a
     * bound, which 50 swaps do not reach: 100 and 256, less than 1 MiB.
     */
    private static final Footprint.Tolerance TOLERANCE =
            new Footprint.Tolerance(4 << 20, 100, 4, 4, 1 << 20);

    private final Map<String, NetDriver> drivers = new HashMap<>();
    private final Map<String, Long> numbers = new HashMap<>();
    private StandaloneLoop loop;
    private StandaloneSwitchboard room;
    private Switchboard board;

    @BeforeEach
    void start() {
        loop = StandaloneLoop.start("swap", 0);
        room = StandaloneSwitchboard.start(loop.events(), loop.counters());
        board = room.switchboard();
        ServiceLoader.load(NetDriver.class).forEach(driver -> drivers.put(driver.name(), driver));
        arrive("udp-native");
        arrive("udp-netty");
        until(() -> board.current().equals("udp-native") && board.drivers().size() == 2);
    }

    @AfterEach
    void stop() {
        room.close();
        loop.close();
    }

    private void arrive(String driver) {
        int ranking = driver.equals("udp-native") ? 2 : 1;
        numbers.put(driver, room.add(drivers.get(driver), ranking));
    }

    private void leave(String driver) {
        room.remove(numbers.get(driver));
    }

    private static void until(BooleanSupplier condition) {
        long deadline = System.nanoTime() + 120_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, "not in two minutes");
            LockSupport.parkNanos(100_000);
        }
    }

    @Test
    void shouldSwapUnderLoadWithoutLosingOrRepeatingARequest() {
        double[] stallsMs = new double[SWAPS];
        long inLedgers = 0;
        try (var load = new SwapLoad(loop.loop(), board)) {
            room.add(load.client());
            room.add(load.servers());
            until(() -> load.answers() > 2_000);
            Footprint before = null;
            for (int round = 0; round < SWAPS; round++) {
                if (round == WARM_UP) {
                    before = settled(load);
                }
                Ledger ledger = board.swap(round % 2 == 0 ? "udp-netty" : "udp-native");
                check(ledger);
                stallsMs[round] = ledger.longestStallMs();
                inLedgers += ledger.acknowledged();
                long answers = load.answers();
                until(() -> load.answers() > answers + 200);
            }
            if (before != null) {
                Footprint after = settled(load);
                System.out.printf("held before %s%nheld after  %s%n", before, after);
                assertEquals(List.of(), after.beyond(before, TOLERANCE));
            }
            load.finish();
            until(() -> load.outstanding() == 0);
            assertEquals(0, load.failures());
            print(load, inLedgers, stallsMs);
            assertEquals(2, board.traffic().size());
            board.traffic().forEach(row -> assertTrue(row.stats().rxBytes() > 4_096 * 1_000));
        }
    }

    /** Every request went by a port that accounts for it, and the busy ones by both. */
    private static void check(Ledger ledger) {
        assertEquals(0, ledger.lost(), ledger::toString);
        assertEquals(0, ledger.executedTwice(), ledger::toString);
        assertEquals(0, ledger.errors(), ledger::toString);
        assertTrue(ledger.started() > 0, ledger::toString);
        // On a busy machine an answer may come after the ledger was closed.
        assertTrue(ledger.acknowledged() <= ledger.started(), ledger::toString);
        assertEquals(0, ledger.overflow(), ledger::toString);
        long left = ledger.paths().stream().mapToLong(LedgerPath::operations).sum();
        assertTrue(left >= ledger.acknowledged(), ledger::toString);
        assertTrue(
                ledger.paths().stream().anyMatch(path -> path.driver().equals(ledger.to())),
                ledger::toString);
    }

    /** Garbage is collected between two requests, so that none of them waits in a port. */
    private static Footprint settled(SwapLoad load) {
        long answers = load.answers();
        until(() -> load.answers() > answers + 200);
        return Footprint.take();
    }

    private static void print(SwapLoad load, long inLedgers, double[] stallsMs) {
        double[] sorted = stallsMs.clone();
        Arrays.sort(sorted);
        System.out.printf(
                "%d swaps: %d answers, %d in ledgers, 0 lost, 0 twice, 0 errors;"
                        + " stall p50 %.1f ms, p99 %.1f ms, longest %.1f ms%n",
                SWAPS,
                load.answers(),
                inLedgers,
                sorted[SWAPS / 2],
                sorted[Math.min(SWAPS - 1, SWAPS * 99 / 100)],
                sorted[SWAPS - 1]);
    }

    @Test
    void shouldGoOnWhenTheDriverInUseIsUpdatedAndWaitWhenTheLastOneLeaves() {
        try (var load = new SwapLoad(loop.loop(), board)) {
            until(() -> load.answers() > 500);
            leave("udp-native");
            assertEquals("udp-netty", board.current());
            long fallback = load.answers();
            until(() -> load.answers() > fallback + 500);
            arrive("udp-native");
            until(() -> board.current().equals("udp-native"));
            long returned = load.answers();
            until(() -> load.answers() > returned + 500);

            leave("udp-netty");
            leave("udp-native");
            assertEquals("none", board.current());
            arrive("udp-netty");
            long waited = load.answers();
            until(() -> load.answers() > waited + 500);
            load.finish();
            until(() -> load.outstanding() == 0);
            assertEquals(0, load.failures());
        }
    }
}
