package io.heddle.net.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.drivers.udp.nativ.NativeUdpDriver;
import io.heddle.drivers.udp.netty.NettyUdpDriver;
import io.heddle.hardware.Inventory;
import io.heddle.net.Ledger;
import io.heddle.runtime.Counters;
import io.heddle.runtime.internal.LiveLoops;
import io.heddle.runtime.internal.LogEvents;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleContext;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** The real switchboard, transport, loop and both drivers, under an echo load of one client. */
class EchoSwapTest {
    private static final long NATIVE = 1;
    private static final long NETTY = 2;

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
        try (var load = new EchoLoad(loops.frontend(), board)) {
            board.bindSource(load.client);
            board.bindSource(load.servers);
            until(() -> load.answers() > 2_000);
            double longestMs = 0;
            long inLedgers = 0;
            for (int round = 0; round < 20; round++) {
                Ledger ledger = board.swap(round % 2 == 0 ? "udp-netty" : "udp-native");
                assertEquals(0, ledger.lost(), ledger::toString);
                assertEquals(0, ledger.executedTwice(), ledger::toString);
                assertTrue(ledger.started() > 0, ledger::toString);
                // On a busy machine an answer may come after the ledger was closed.
                assertTrue(ledger.acknowledged() <= ledger.started(), ledger::toString);
                longestMs = Math.max(longestMs, ledger.longestStallMs());
                inLedgers += ledger.acknowledged();
                long before = load.answers();
                until(() -> load.answers() > before + 200);
            }
            load.finish();
            until(() -> load.outstanding() == 0);
            assertEquals(0, load.failures());
            System.out.printf(
                    "20 swaps: %d answers, %d in ledgers, longest stall %.1f ms%n",
                    load.answers(), inLedgers, longestMs);
            assertEquals(2, board.traffic().size());
            board.traffic().forEach(row -> assertTrue(row.stats().rxBytes() > 4_096 * 1_000));
        }
        assertEquals(0, room.traffic().openPorts());
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
