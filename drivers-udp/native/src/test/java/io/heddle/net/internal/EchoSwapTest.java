package io.heddle.net.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.drivers.udp.nativ.NativeUdpDriver;
import io.heddle.drivers.udp.netty.NettyUdpDriver;
import io.heddle.hardware.Inventory;
import io.heddle.net.Ledger;
import io.heddle.net.LedgerPath;
import io.heddle.runtime.Counters;
import io.heddle.runtime.internal.LiveLoops;
import io.heddle.runtime.internal.LogEvents;
import io.heddle.testkit.Footprint;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleContext;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** The real switchboard, transport, loop and both drivers, under an echo load of one client. */
class EchoSwapTest {
    private static final long NATIVE = 1;
    private static final long NETTY = 2;

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

    private final LogEvents events = new LogEvents();
    private final Counters counters = new Counters();
    private LiveLoops loops;
    private SwitchRoom room;
    private SwitchboardService board;

    @BeforeEach
    void start() throws ReflectiveOperationException {
        var context = (BundleContext) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {BundleContext.class},
                (proxy, method, arguments) -> null);
        loops = new LiveLoops(context, events, counters);
        call(loops, "start");
        room = new SwitchRoom(
                Settings.STANDARD,
                () -> Inventory.read(Path.of("/")),
                events,
                counters,
                new KernelNics(null),
                () -> true);
        room.start();
        board = new SwitchboardService(room);
        board.driverArrived(NATIVE, new NativeUdpDriver(), 20, "native", "1", "udp");
        board.driverArrived(NETTY, new NettyUdpDriver(), 10, "netty", "1", "udp");
        until(() -> board.current().equals("udp-native") && board.drivers().size() == 2);
    }

    @AfterEach
    void stop() throws ReflectiveOperationException {
        room.close();
        call(loops, "stop");
    }

    private static void call(LiveLoops loops, String name) throws ReflectiveOperationException {
        Method method = LiveLoops.class.getDeclaredMethod(name);
        method.setAccessible(true);
        try {
            method.invoke(loops);
        } catch (InvocationTargetException failed) {
            throw new AssertionError(failed.getCause());
        }
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
        try (var load = new EchoLoad(loops.frontend(), board)) {
            board.bindSource(load.client);
            board.bindSource(load.servers);
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
        assertEquals(0, room.traffic().openPorts());
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
    private static Footprint settled(EchoLoad load) {
        long answers = load.answers();
        until(() -> load.answers() > answers + 200);
        return Footprint.take();
    }

    private static void print(EchoLoad load, long inLedgers, double[] stallsMs) {
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
        try (var load = new EchoLoad(loops.frontend(), board)) {
            until(() -> load.answers() > 500);
            board.driverLeft(NATIVE);
            assertEquals("udp-netty", board.current());
            long fallback = load.answers();
            until(() -> load.answers() > fallback + 500);
            board.driverArrived(3, new NativeUdpDriver(), 20, "native", "2", "udp");
            until(() -> board.current().equals("udp-native"));
            long returned = load.answers();
            until(() -> load.answers() > returned + 500);

            board.driverLeft(NETTY);
            board.driverLeft(3);
            assertEquals("none", board.current());
            board.driverArrived(4, new NettyUdpDriver(), 10, "netty", "2", "udp");
            long waited = load.answers();
            until(() -> load.answers() > waited + 500);
            load.finish();
            until(() -> load.outstanding() == 0);
            assertEquals(0, load.failures());
        }
    }
}
