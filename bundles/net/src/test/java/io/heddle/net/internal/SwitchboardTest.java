package io.heddle.net.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.hardware.Inventory;
import io.heddle.net.DriverStatus;
import io.heddle.net.Evidence;
import io.heddle.net.Lane;
import io.heddle.net.Ledger;
import io.heddle.net.LedgerSource;
import io.heddle.net.Sight;
import io.heddle.runtime.Counters;
import io.heddle.runtime.Noted;
import io.heddle.runtime.StorageException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

class SwitchboardTest {
    private static final Inventory NOTHING = Inventory.read(Path.of("/nowhere"));

    /** Ends no drain of a test that does not ask for it, however slow the machine is. */
    private static final long DRAIN_MS = 20_000;

    private static final long SOON_NS = 60_000_000_000L;

    private final Noted events = new Noted();
    private final Counters counters = new Counters();
    private final ThreadLoop loop = new ThreadLoop("loop-0");
    private final ThreadLoop other = new ThreadLoop("loop-1");
    private final FakeDriver best = new FakeDriver("best");
    private final FakeDriver second = new FakeDriver("second");
    private final List<FakeUser> users = new ArrayList<>();
    private final List<Lane> lanes = new ArrayList<>();
    private volatile boolean started = true;
    private volatile boolean ending;
    private SwitchRoom room = room(false, DRAIN_MS, 0);
    private SwitchboardService board = new SwitchboardService(room);

    private SwitchRoom room(boolean autoSwap, long drainMs, long graceMs) {
        var made = new SwitchRoom(
                settings(autoSwap, drainMs, graceMs),
                () -> NOTHING,
                events,
                counters,
                new FakeNics(),
                new Phase() {
                    @Override
                    public boolean isStarted() {
                        return started;
                    }

                    @Override
                    public boolean isEnding() {
                        return ending;
                    }
                });
        made.start();
        return made;
    }

    private static Settings settings(boolean autoSwap, long drainMs, long graceMs) {
        Settings standard = Settings.STANDARD;
        return new Settings(autoSwap, drainMs, standard.bind(), standard.mtuBytes(), graceMs);
    }

    private void again(boolean autoSwap, long drainMs, long graceMs) {
        room.close();
        room = room(autoSwap, drainMs, graceMs);
        board = new SwitchboardService(room);
    }

    @AfterEach
    void end() {
        room.settings(settings(false, DRAIN_MS, 0)); // Closing waits as long as a drain may.
        room.close();
        loop.close();
        other.close();
        assertEquals(List.of(), best.open);
        assertEquals(List.of(), second.open);
    }

    private void arrive(long id, FakeDriver driver, int ranking) {
        board.driverArrived(id, driver, ranking, "bundle." + driver.name, "1.0.0", "udp");
        until(() -> board.drivers().stream()
                .anyMatch(row -> row.name().equals(driver.name) && !row.state().equals("off")
                        || !driver.usable));
    }

    private void attach(int count) {
        for (int index = 0; index < count; index++) {
            var user = new FakeUser();
            users.add(user);
            lanes.add(board.attach("lane " + index, index % 2 == 0 ? loop : other, user));
        }
    }

    private static void until(BooleanSupplier condition) {
        long deadline = System.nanoTime() + SOON_NS;
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, "not in a minute");
            LockSupport.parkNanos(100_000);
        }
    }

    private void served(String driver, int ports) {
        FakeDriver wanted = driver.equals("best") ? best : second;
        FakeDriver not = driver.equals("best") ? second : best;
        until(() -> board.current().equals(driver)
                && wanted.open.size() == ports
                && not.open.isEmpty());
    }

    @Test
    void shouldGiveEveryLaneAPortOfTheBestDriver() {
        arrive(1, best, 20);
        arrive(2, second, 10);
        attach(7);
        served("best", 7);
        assertEquals(List.of("up 0 best"), users.getFirst().calls);
        List<DriverStatus> rows = board.drivers();
        assertEquals("in use", rows.getFirst().state());
        assertEquals("chosen", rows.getFirst().verdict());
        assertEquals("ready", rows.getLast().state());
    }

    @Test
    void shouldMakeBeforeBreak() {
        arrive(1, best, 20);
        arrive(2, second, 10);
        attach(3);
        served("best", 3);
        Ledger ledger = board.swap("second");
        served("second", 3);
        assertEquals(
                List.of("up 0 best", "up 1 second", "draining 0", "down 0"),
                users.getFirst().calls);
        assertEquals("best", ledger.from());
        assertEquals("second", ledger.to());
        assertEquals(2.0, ledger.longestStallMs());
        assertEquals(List.of(ledger), board.ledgers());
        assertEquals(1, events.count("swap"));
        for (int round = 0; round < 10; round++) {
            board.swap(round % 2 == 0 ? "best" : "second");
        }
        served("second", 3);
        assertFalse(events.alerted("driver-fallback"));
    }

    @Test
    void shouldCloseAtTheBoundWhatDoesNotDrain() {
        again(false, 300, 0);
        arrive(1, best, 20);
        arrive(2, second, 10);
        attach(2);
        served("best", 2);
        users.getFirst().drains = false;
        long startNs = System.nanoTime();
        board.swap("second");
        long tookMs = (System.nanoTime() - startNs) / 1_000_000;
        served("second", 2);
        assertTrue(tookMs >= 300, tookMs + " ms");
        assertEquals(1, events.count("drain"));
    }

    @Test
    void shouldFallBackWhenADriverLeavesAndReturnWhenItIsBack() {
        arrive(1, best, 20);
        arrive(2, second, 10);
        attach(4);
        served("best", 4);
        board.driverLeft(1);
        assertEquals(0, best.open.size(), "SCR deactivates the driver now");
        served("second", 4);
        assertTrue(events.alerted("driver-fallback"));
        assertEquals("off", board.drivers().getLast().state());
        board.driverArrived(3, best, 20, "bundle.best", "1.0.1", "udp");
        served("best", 4);
        until(() -> !events.alerted("driver-fallback"));
        until(() -> board.ledgers().size() == 2);
    }

    @Test
    void shouldReturnToTheDriverThatAnOperatorChose() {
        arrive(1, best, 20);
        arrive(2, second, 10);
        attach(2);
        board.swap("second");
        board.driverLeft(2);
        served("best", 2);
        board.driverArrived(4, second, 10, "bundle.second", "2", "udp");
        served("second", 2);
    }

    @Test
    void shouldWaitWithoutAnyDriverUntilOneComes() {
        attach(2);
        arrive(1, best, 20);
        served("best", 2);
        board.driverLeft(1);
        assertEquals("none", board.current());
        assertTrue(events.alerted("no-driver"));
        assertEquals(List.of("up 0 best", "down 0"), users.getFirst().calls);
        board.driverArrived(2, best, 20, "bundle.best", "1", "udp");
        served("best", 2);
        until(() -> !events.alerted("no-driver"));
        assertEquals("up 1 best", users.getFirst().calls.getLast());
    }

    @Test
    void shouldAlarmNobodyWhenDriversGoWithTheContainer() {
        arrive(1, best, 20);
        arrive(2, second, 10);
        attach(2);
        served("best", 2);
        ending = true;
        board.driverLeft(1);
        served("second", 2); // Who stops later still has a network.
        board.driverLeft(2);
        assertEquals("none", board.current());
        assertEquals(List.of(), events.raised());
    }

    @Test
    void shouldTakeTheNextDriverWhenTheBestIsBroken() {
        best.broken = true;
        attach(2);
        arrive(1, best, 20);
        until(() -> events.alerted("driver-broken"));
        arrive(2, second, 10);
        served("second", 2);
        assertThrows(StorageException.class, () -> board.swap("best"));
        served("second", 2);
        best.broken = false;
        best.failsToLink = true;
        var refused = assertThrows(StorageException.class, () -> board.swap("best"));
        assertTrue(String.valueOf(refused.getMessage()).contains("NoClassDefFoundError"));
        best.failsToLink = false;
        board.swap("best");
        served("best", 2);
        assertFalse(events.alerted("driver-broken"));
    }

    @Test
    void shouldAnnounceABetterDriverAndLeaveTheRestToPeople() {
        arrive(2, second, 10);
        attach(2);
        served("second", 2);
        arrive(1, best, 20);
        until(() -> events.events().stream()
                .anyMatch(event -> event.text().contains("best ranks above second")));
        served("second", 2);
    }

    @Test
    void shouldSwapToABetterDriverByItselfIfConfigured() {
        again(true, DRAIN_MS, 0);
        arrive(2, second, 10);
        attach(2);
        served("second", 2);
        arrive(1, best, 20);
        served("best", 2);
    }

    @Test
    void shouldNotCareInWhichOrderBundlesStart() {
        started = false;
        again(false, DRAIN_MS, 60_000);
        attach(2);
        board.driverArrived(2, second, 10, "bundle.second", "1.0.0", "udp");
        board.driverArrived(1, best, 20, "bundle.best", "1.0.0", "udp");
        until(() -> board.drivers().size() == 2);
        assertEquals("none", board.current());
        assertEquals("the drivers are still coming", board.reason());
        started = true;
        room.look();
        served("best", 2);
        assertEquals("the best of those that are here", board.reason());
        assertEquals(0, second.opened.get());
        assertFalse(events.alerted("driver-fallback"));
    }

    @Test
    void shouldNotWaitForeverForAContainerThatDoesNotStart() {
        started = false;
        again(false, 300, 50);
        attach(1);
        arrive(1, best, 20);
        served("best", 1);
    }

    @Test
    void shouldClearTheConcernOfADriverThatServesNoMore() {
        arrive(1, best, 20);
        arrive(2, second, 10);
        attach(1);
        served("best", 1);
        loop.post(() -> best.open.getFirst().events.concern("small", "/proc: 1", "Make it 2."));
        until(() -> events.alerted("driver-limited"));
        board.swap("second");
        assertFalse(events.alerted("driver-limited"));
    }

    @Test
    void shouldReopenALostPort() {
        arrive(1, best, 20);
        attach(2);
        served("best", 2);
        FakeDriver.Port dead = best.open.getFirst();
        loop.post(() -> dead.events.lost("pulled out"));
        until(() -> best.opened.get() == 3 && best.open.size() == 2);
        assertTrue(dead.closed);
        assertEquals(1, events.count("port-lost"));
    }

    @Test
    void shouldTakeAnotherDriverForALostPortThatDoesNotReopen() {
        arrive(1, best, 20);
        arrive(2, second, 10);
        attach(1);
        served("best", 1);
        best.broken = true;
        loop.post(() -> best.open.getFirst().events.lost("pulled out"));
        served("second", 1);
    }

    @Test
    void shouldRefuseUnknownAndUnusableDriversWithARemedy() {
        arrive(1, best, 20);
        second.usable = false;
        arrive(2, second, 10);
        until(() -> board.drivers().size() == 2);
        var unknown = assertThrows(StorageException.class, () -> board.swap("nonsense"));
        assertEquals(2, unknown.errno());
        assertTrue(String.valueOf(unknown.getMessage()).contains("best, second"));
        var unusable = assertThrows(StorageException.class, () -> board.swap("second"));
        assertEquals(19, unusable.errno());
        assertTrue(String.valueOf(unusable.getMessage()).contains("A test says so."));
    }

    @Test
    void shouldLetADriverGiveBackWhatItPreparedOnceNobodyUsesIt() {
        arrive(1, best, 20);
        arrive(2, second, 10);
        attach(2);
        served("best", 2);
        assertEquals(1, best.taken.get());
        best.holdsOn = true;
        board.swap("second");
        until(() -> events.alerted("driver-holds"));
        assertEquals(1, best.taken.get());
        best.holdsOn = false;
        until(() -> best.taken.get() == 0 && !events.alerted("driver-holds"));
        assertEquals(1, second.taken.get());
        board.swap("best");
        served("best", 2);
        assertEquals(1, best.taken.get());
        until(() -> second.taken.get() == 0);
        second.broken = true;
        assertThrows(StorageException.class, () -> board.swap("second"));
        until(() -> second.taken.get() == 0);
        assertEquals(1, best.taken.get());
    }

    @Test
    void shouldRefuseASecondSwapWhileOneRuns() throws Exception {
        arrive(1, best, 20);
        arrive(2, second, 10);
        attach(1);
        served("best", 1);
        users.getFirst().drains = false;
        var running = CompletableFuture.supplyAsync(() -> board.swap("second"));
        until(() -> second.open.size() == 1);
        var refused = assertThrows(StorageException.class, () -> board.swap("best"));
        assertEquals(16, refused.errno());
        users.getFirst().drains = true;
        running.get(SOON_NS, TimeUnit.NANOSECONDS);
    }

    @Test
    void shouldNotDeadlockWhenALoopAsks()
            throws InterruptedException, ExecutionException, TimeoutException {
        arrive(1, best, 20);
        attach(1);
        served("best", 1);
        var swap = loop.submit(() -> board.swap("best"));
        var refused = assertThrows(
                ExecutionException.class, () -> swap.get(SOON_NS, TimeUnit.NANOSECONDS));
        assertTrue(refused.getCause() instanceof StorageException);
        loop.submit(() -> {
                    board.driverLeft(1);
                    return true;
                })
                .get(SOON_NS, TimeUnit.NANOSECONDS);
        until(() -> board.current().equals("none"));
    }

    @Test
    void shouldCountTrafficOfClosedPorts() throws Exception {
        arrive(1, best, 20);
        arrive(2, second, 10);
        attach(3);
        served("best", 3);
        board.swap("second");
        assertEquals(3, board.traffic().getFirst().stats().txDatagrams());
        assertEquals(30, board.traffic().getLast().stats().txBytes());
        until(() -> counters.values().getOrDefault("heddle_net_rx_bytes_total{driver=\"best\"}", 0L)
                == 60);
        loop.submit(() -> {
                    lanes.getFirst().close();
                    return true;
                })
                .get();
        assertEquals(2, second.open.size());
        assertEquals(3, board.traffic().getLast().stats().rxDatagrams() / 2);
        board.swap("best");
        served("best", 2);
    }

    @Test
    void shouldReportAnInjectedDuplicateAndLossInTheLedger() {
        arrive(1, best, 20);
        arrive(2, second, 10);
        attach(1);
        served("best", 1);
        var order = new ArrayList<String>();
        var client = new Witness("client", true, order, List.of(1L, 2L, 3L), List.of());
        var server = new Witness("server", false, order, List.of(), List.of(1L, 2L, 2L));
        board.bindSource(client);
        board.bindSource(server);
        Ledger ledger = board.swap("second");
        assertEquals(3, ledger.started());
        assertEquals(3, ledger.acknowledged());
        assertEquals(1, ledger.executedTwice());
        assertEquals(1, ledger.lost());
        assertEquals(List.of("open server", "open client", "close client", "close server"), order);
        assertTrue(events.alerted("swap-ledger"));
        board.unbindSource(client);
        board.unbindSource(server);
        assertEquals(0, board.swap("best").lost());
    }

    private record Witness(
            String name,
            boolean startsRequests,
            List<String> order,
            List<Long> asked,
            List<Long> done)
            implements LedgerSource {
        @Override
        public void open() {
            order.add("open " + name);
        }

        @Override
        public String lane() {
            return startsRequests ? "lane 0" : "";
        }

        @Override
        public void close(Evidence to) {
            order.add("close " + name);
            to.seen(startsRequests ? Sight.CLIENT : Sight.SERVER, 1, 100, 0, 0, 0, 0, 0);
            asked.forEach(number -> {
                to.seen(Sight.STARTED, 1, number, 1, 0, 0, 1, 0);
                to.seen(Sight.SENT, 1, number, 2, 0, 0, 0, 0);
                to.seen(Sight.HEARD, 1, number, 4, 0, 0, 0, 0);
                to.seen(Sight.ANSWERED, 1, number, 5, 0, 0, 0, 0);
            });
            for (int at = 0; at < done.size(); at++) {
                to.seen(Sight.JOURNALED, 1, done.get(at), 3, 0, 0, 1, Sight.place(2, at));
            }
            to.seen(Sight.COMMITTED, 0, 0, 0, 0, 0, 0, Sight.place(2, done.size()));
        }
    }
}
