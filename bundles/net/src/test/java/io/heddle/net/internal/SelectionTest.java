package io.heddle.net.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.hardware.Inventory;
import io.heddle.net.DriverRanking;
import io.heddle.net.DriverRanking.Place;
import io.heddle.net.Switchboard;
import io.heddle.net.spi.Reason;
import io.heddle.runtime.Counters;
import io.heddle.runtime.Events;
import io.heddle.runtime.Noted;
import io.heddle.runtime.StorageException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Which driver is chosen: by the planner, by an operator, by itself; and what is said about it. */
class SelectionTest {
    private static final Inventory NOTHING = Inventory.read(Path.of("/nowhere"));

    /** Ends no drain, and no closing of a room, however slow the machine is. */
    private static final long DRAIN_MS = 20_000;

    private static final Reason AGAINST =
            new Reason("S62", "It is UDP.", "tryout", "false", "true");

    @TempDir
    private Path data;

    private final Noted events = new Noted();
    private final ThreadLoop loop = new ThreadLoop("loop-0");
    private final FakeDriver best = new FakeDriver("best");
    private final FakeDriver second = new FakeDriver("second");
    private SwitchRoom room = room(false);
    private SwitchboardService board = new SwitchboardService(room);

    private SwitchRoom room(boolean autoSwap) {
        Settings standard = Settings.STANDARD;
        var made = new SwitchRoom(
                new Settings(autoSwap, DRAIN_MS, standard.bind(), standard.mtuBytes(), 0),
                () -> NOTHING,
                events,
                new Counters(),
                new FakeNics(),
                () -> true);
        made.start();
        return made;
    }

    private void again(boolean autoSwap) {
        room.close();
        room = room(autoSwap);
        board = new SwitchboardService(room);
    }

    @AfterEach
    void end() {
        room.close();
        loop.close();
        assertEquals(List.of(), best.open);
        assertEquals(List.of(), second.open);
    }

    /** Comes and is probed, which is told as an event. */
    private void arrive(long id, FakeDriver driver, int ranking) {
        long before = arrivals(driver);
        board.driverArrived(id, driver, ranking, "bundle." + driver.name, "1.0.0", "udp");
        // The event comes before what everybody sees.
        until(() -> arrivals(driver) > before
                && board.drivers().stream().anyMatch(row -> row.name().equals(driver.name)));
    }

    private long arrivals(FakeDriver driver) {
        return events.events().stream()
                .filter(event -> event.text().startsWith(driver.name + " 1.0.0 is here"))
                .count();
    }

    private void both() {
        arrive(1, best, 20);
        arrive(2, second, 10);
        board.attach("server 0", loop, new FakeUser());
    }

    private static void until(BooleanSupplier condition) {
        long deadline = System.nanoTime() + 60_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, "not in a minute");
            LockSupport.parkNanos(100_000);
        }
    }

    private void served(String driver) {
        FakeDriver wanted = driver.equals("best") ? best : second;
        until(() -> board.current().equals(driver) && wanted.open.size() == 1);
    }

    private Events.Alert alert(String kind) {
        until(() -> events.alerted(kind));
        return events.alerts().stream()
                .filter(one -> one.kind().equals(kind))
                .findFirst()
                .orElseThrow();
    }

    private static DriverRanking reversed() {
        return candidates -> candidates.stream()
                .sorted((a, b) -> a.serviceRanking() - b.serviceRanking())
                .map(one -> new Place(one.name(), "the rules say so", List.of()))
                .toList();
    }

    @Test
    void shouldLetThePlannerRankAndSayWhy() {
        room.ranking(reversed());
        arrive(2, second, 10);
        arrive(1, best, 20);
        board.attach("server 0", loop, new FakeUser());
        served("second");
        assertFalse(events.alerted("better-driver"));
        assertEquals("second", board.drivers().getFirst().name());
        assertEquals("the rules say so", board.reason());
        assertEquals(List.of("server 0"), board.lanes());
    }

    @Test
    void shouldNotUseWhatARuleRefuses() {
        room.ranking(candidates -> candidates.stream()
                .map(one -> new Place(
                        one.name(), "x", one.name().equals("best") ? List.of(AGAINST) : List.of()))
                .toList());
        both();
        served("second");
        var row = board.drivers().getLast();
        assertEquals("unusable", row.verdict());
        assertEquals(List.of(AGAINST), row.probe().reasons());
        var refused = assertThrows(StorageException.class, () -> board.swap("best"));
        assertTrue(String.valueOf(refused.getMessage()).contains("It is UDP. (tryout is false)"));
    }

    @Test
    void shouldGoOnWhenThePlannerComesLeavesFailsAndChangesItsMind() {
        both();
        served("best");
        room.ranking(reversed());
        Events.Alert advice = alert("better-driver");
        assertEquals(Events.Severity.ADVICE, advice.severity());
        assertEquals("second", advice.subject());
        assertTrue(advice.text().contains("second ranks above best"), advice.text());
        room.ranking(null);
        until(() -> !events.alerted("better-driver"));
        assertEquals("the best of those that are here", board.reason());
        room.ranking(candidates -> {
            throw new IllegalStateException("a defect");
        });
        assertEquals(Events.Severity.ALERT, alert("ranking-failed").severity());
        room.ranking(candidates -> List.of());
        assertTrue(alert("driver-unfit").evidence().contains("no place"));
        until(() -> !events.alerted("ranking-failed"));
        served("best");
        room.ranking(null);
        until(() -> !events.alerted("driver-unfit"));
        served("best");
        assertEquals(1, best.opened.get());
    }

    @Test
    void shouldAdviseABetterDriverUntilItServes() {
        arrive(2, second, 10);
        board.attach("client", loop, new FakeUser());
        served("second");
        arrive(1, best, 20);
        Events.Alert advice = alert("better-driver");
        assertTrue(advice.text().contains("best 1.0.0 came"), advice.text());
        assertTrue(advice.remedy().contains("heddle net swap best"), advice.remedy());
        assertEquals("second", board.current());
        board.swap("best");
        assertFalse(events.alerted("better-driver"));
    }

    @Test
    void shouldNotAdviseForeverAgainstWhatAnOperatorChose() {
        again(true);
        both();
        served("best");
        board.swap("second");
        served("second");
        room.ranking(null);
        board.reconsider("nothing");
        until(() -> events.events().stream().anyMatch(one -> one.text().contains("nothing")));
        served("second");
        assertFalse(events.alerted("better-driver"));
        var third = new FakeDriver("third");
        arrive(3, third, 30);
        assertEquals("third", alert("better-driver").subject());
        assertEquals("second", board.current());
    }

    @Test
    void shouldLookAgainWhenTheHardwareChanges() {
        best.usable = false;
        both();
        served("second");
        best.usable = true;
        board.reconsider("a NIC came");
        assertTrue(alert("better-driver").text().contains("a NIC came"));
        served("second");
        again(true);
        best.usable = false;
        both();
        served("second");
        best.usable = true;
        board.reconsider("a NIC came");
        served("best");
        best.usable = false;
        board.reconsider("the NIC went");
        served("second");
        assertTrue(events.raised().stream()
                .anyMatch(one -> one.kind().equals("driver-unfit")
                        && one.evidence().contains("/test is this")));
        until(() -> !events.alerted("driver-unfit"));
    }

    @Test
    void shouldRememberAnOperatorsChoiceOverARestart() {
        room.home(data);
        both();
        served("best");
        board.swap("second");
        again(false);
        room.home(data);
        both();
        served("second");
        assertEquals("an operator chose it", board.reason());
        until(() -> !events.alerted("driver-fallback"));
        assertEquals("best", board.swap(Switchboard.AUTOMATIC).to());
        again(false);
        room.home(data);
        both();
        served("best");
        assertFalse(Files.exists(data.resolve("driver")));
    }

    @Test
    void shouldFallBackWithAnAlertWhenTheChoiceCannotServeAtTheNextStart() {
        room.home(data);
        both();
        board.swap("second");
        again(false);
        second.usable = false;
        room.home(data);
        both();
        served("best");
        Events.Alert alert = alert("driver-fallback");
        assertEquals(Events.Severity.ALERT, alert.severity());
        until(() -> alert("driver-fallback").evidence().contains("/test is this"));
        assertTrue(alert.text().contains("in place of second, which an operator chose"));
        assertTrue(alert.remedy().contains("swap auto"), alert.remedy());
        second.usable = true;
        board.reconsider("it was repaired");
        served("second");
        until(() -> !events.alerted("driver-fallback"));
    }

    @Test
    void shouldSayWhenTheChoiceCannotBeKept() throws IOException {
        Files.createDirectories(data.resolve("driver"));
        room.home(data);
        both();
        served("best");
        assertTrue(alert("driver-choice").evidence().contains(data.toString()));
        Files.delete(data.resolve("driver"));
        board.swap("second");
        assertFalse(events.alerted("driver-choice"));
        assertEquals("second\n", Files.readString(data.resolve("driver")));
    }
}
