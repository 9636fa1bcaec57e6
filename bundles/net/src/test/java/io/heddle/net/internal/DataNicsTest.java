package io.heddle.net.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.hardware.Inventory;
import io.heddle.net.DataNic;
import io.heddle.net.DataNic.Link;
import io.heddle.net.Datagram;
import io.heddle.net.LanePort;
import io.heddle.net.NetAddress;
import io.heddle.net.NetPort;
import io.heddle.net.PathStatus;
import io.heddle.runtime.Counters;
import io.heddle.runtime.Noted;
import io.heddle.runtime.StorageException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Several data NICs in one process: adding, removing, swapping, losing; and what is said about it. */
class DataNicsTest {
    private static final Inventory NOTHING = Inventory.read(Path.of("/nowhere"));
    private static final long DRAIN_MS = 20_000;
    private static final long SOON_NS = 60_000_000_000L;

    @TempDir
    private Path data;

    private final Noted events = new Noted();
    private final Counters counters = new Counters();
    private final ThreadLoop loop = new ThreadLoop("loop-0");
    private final ThreadLoop other = new ThreadLoop("loop-1");
    private final FakeDriver best = new FakeDriver("best");
    private final FakeDriver second = new FakeDriver("second");
    private final FakeNics machine = new FakeNics();
    private final List<FakeUser> users = new ArrayList<>();
    private SwitchRoom room = room();
    private SwitchboardService board = new SwitchboardService(room);

    private SwitchRoom room() {
        var made = new SwitchRoom(
                settings("127.0.0.1"), () -> NOTHING, events, counters, machine, () -> true);
        made.start();
        return made;
    }

    private static Settings settings(String bind) {
        return new Settings(false, DRAIN_MS, NetAddress.parse(bind), 1_400, 0);
    }

    private void again() {
        room.close();
        users.clear();
        room = room();
        room.home(data);
        board = new SwitchboardService(room);
    }

    @AfterEach
    void end() {
        room.close();
        loop.close();
        other.close();
        assertEquals(List.of(), best.open);
        assertEquals(List.of(), second.open);
    }

    /** Both drivers and some lanes, on loopback. */
    private void serve(int lanes) {
        board.driverArrived(1, best, 20, "bundle.best", "1.0.0", "udp");
        board.driverArrived(2, second, 10, "bundle.second", "1.0.0", "udp");
        until(() -> board.drivers().size() == 2);
        for (int lane = 0; lane < lanes; lane++) {
            users.add(new FakeUser());
            board.attach("lane " + lane, lane % 2 == 0 ? loop : other, users.getLast());
        }
        int nics = board.nics().size();
        until(() -> users.stream()
                .allMatch(user ->
                        user.in().split(", ").length == nics && !user.in().isEmpty()));
    }

    private static void until(BooleanSupplier condition) {
        long deadline = System.nanoTime() + SOON_NS;
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, "not in a minute");
            LockSupport.parkNanos(100_000);
        }
    }

    private List<String> names() {
        return board.nics().stream().map(DataNic::name).toList();
    }

    private StorageException refused(String name, List<String> hosts, String label) {
        return assertThrows(StorageException.class, () -> board.addNic(name, hosts, label));
    }

    private void says(StorageException refused, int errno, String part) {
        assertEquals(errno, refused.errno(), refused.getMessage());
        assertTrue(String.valueOf(refused.getMessage()).contains(part), refused.getMessage());
    }

    @Test
    void shouldNotMissAnInterfaceThatADriverTookFromTheKernel() {
        serve(1);
        board.addNic("a", List.of(), "");
        second.bypasses = true;
        board.swap("second");
        machine.links.put("a", Link.ABSENT);
        users.add(new FakeUser());
        board.attach("lane 1", other, users.getLast()); // Gets a port there, as if it had a link.
        until(() -> users.getLast().in().split(", ").length == 2);
        assertEquals(Link.UP, board.nics().getLast().link());
        assertFalse(events.alerted("nic-down"));
        best.bypasses = false;
        board.swap("best");
        until(() -> events.alerted("nic-down")); // The kernel's own drivers need it.
        machine.links.put("a", Link.UP);
        until(() -> !events.alerted("nic-down"));
    }

    @Test
    void s88ShouldGiveEveryLaneAPortOnEachNic() {
        serve(3);
        board.addNic("a", List.of(), "left");
        assertEquals("127.0.0.1, 198.18.0.1 left", users.get(0).in());
        assertEquals("127.0.0.1, 198.18.0.2 left", users.get(1).in(), "lanes take turns");
        assertEquals("127.0.0.1, 198.18.0.1 left", users.get(2).in());
        assertEquals(List.of("up 0 best", "up 1 best"), users.getFirst().calls);
        assertEquals(List.of("lo", "a"), names());
        DataNic added = board.nics().getLast();
        assertEquals("left", added.label());
        assertEquals(Link.UP, added.link());
        assertEquals(2, added.addresses().size());
        assertEquals(1, events.count("nic"));
        users.add(new FakeUser());
        board.attach("late", loop, users.getLast());
        until(() -> users.getLast().in().equals("127.0.0.1, 198.18.0.2 left"));
    }

    @Test
    void shouldShowEveryPortWithItsPathsAndItsTraffic() {
        serve(2);
        board.addNic("b", List.of("198.18.1.1"), "right");
        users.getFirst().paths = List.of(path(1, "ACTIVE"), path(0, "SUSPECT"), path(2, "DOWN"));
        List<LanePort> ports = board.ports();
        assertEquals(
                List.of("lane 0 lo", "lane 0 b", "lane 1 lo", "lane 1 b"),
                ports.stream().map(port -> port.lane() + " " + port.nic()).toList());
        LanePort port = ports.get(1);
        assertEquals("best", port.driver());
        assertEquals(NetAddress.parse("198.18.1.1"), port.local());
        assertEquals(List.of(path(1, "ACTIVE")), port.paths());
        assertEquals(10, port.stats().txBytes());
        board.swap("second");
        assertEquals(20, board.ports().get(1).stats().txBytes(), "closed ports count");
        until(() -> counters.values().getOrDefault("heddle_net_nic_tx_bytes_total{nic=\"b\"}", 0L)
                == 40);
    }

    private static PathStatus path(int slot, String state) {
        return new PathStatus(slot, "server 1", state, 50_000, 1, 2, 0, "198.18.1.2:7", "");
    }

    @Test
    void shouldAddToAllLanesOrToNone() {
        serve(3);
        best.refuses = config -> config.name().equals("lane 2");
        says(refused("a", List.of(), ""), 99, "No port on 198.18.0.1");
        assertEquals(List.of("lo"), names());
        assertEquals(3, best.open.size());
        users.forEach(user -> assertEquals(List.of("up 0 best"), user.calls));
    }

    @Test
    void shouldDrainBeforeItRemoves() {
        serve(2);
        board.addNic("a", List.of(), "");
        board.removeNic("lo");
        assertEquals(
                List.of("up 0 best", "up 1 best", "draining 0", "down 0"), users.getFirst().calls);
        assertEquals("198.18.0.1", users.getFirst().in());
        assertEquals(List.of("a"), names());
        says(
                assertThrows(StorageException.class, () -> board.removeNic("a")),
                1,
                "the only data NIC");
        says(
                assertThrows(StorageException.class, () -> board.removeNic("lo")),
                2,
                "those that do are a");
    }

    @Test
    void shouldNotRemoveTheOnlyNicThatWorks() {
        serve(1);
        board.addNic("a", List.of(), "");
        machine.links.put("lo", Link.DOWN);
        says(
                assertThrows(StorageException.class, () -> board.removeNic("a")),
                1,
                "No other data NIC serves lane 0");
        board.removeNic("lo");
        assertEquals(List.of("a"), names());
    }

    @Test
    void shouldSwapTwoNicsAtOnce() {
        serve(2);
        board.addNic("a", List.of(), "left");
        assertEquals("second", board.swap("second").to());
        FakeUser user = users.getFirst();
        assertEquals(4, user.mostPorts);
        assertEquals(
                List.of("up 2 second", "up 3 second", "draining 0", "draining 1"),
                user.calls.subList(2, 6));
        assertEquals("127.0.0.1, 198.18.0.1 left", user.in());
        assertEquals(4, second.open.size());
        for (int round = 0; round < 6; round++) {
            board.swap(round % 2 == 0 ? "best" : "second");
        }
        assertEquals("127.0.0.1, 198.18.0.1 left", user.in());
        board.driverLeft(2);
        until(() -> best.open.size() == 4);
        assertEquals(List.of(), second.open);
        assertEquals("127.0.0.1, 198.18.0.1 left", user.in());
    }

    @Test
    void shouldSwapThreeNicsOneAfterTheOther() {
        serve(2);
        board.addNic("a", List.of(), "");
        board.addNic("b", List.of(), "");
        says(refused("c", List.of(), ""), 22, "at most 3 data NICs");
        board.swap("second");
        FakeUser user = users.getFirst();
        assertEquals(4, user.mostPorts);
        assertEquals("127.0.0.1, 198.18.0.1, 198.18.1.1", user.in());
        assertEquals(6, second.open.size());
        assertEquals(List.of(), best.open);
        best.refuses = config -> config.bind().host().equals("198.18.1.1");
        says(
                assertThrows(StorageException.class, () -> board.swap("best")),
                99,
                "No port on 198.18.1.1");
        assertEquals("second", board.current());
        assertEquals("127.0.0.1, 198.18.0.1, 198.18.1.1", user.in());
        assertEquals(6, second.open.size(), "what had moved came back");
        assertEquals(List.of(), best.open);
        board.driverLeft(2);
        until(() -> board.current().equals("best") && events.alerted("path-down"));
        assertEquals("127.0.0.1, 198.18.0.1", user.in(), "the rest serves");
        best.refuses = config -> false;
        until(() -> user.in().equals("127.0.0.1, 198.18.0.1, 198.18.1.1"));
        until(() -> !events.alerted("path-down"));
    }

    @Test
    void shouldSwapWithoutANicThatHasNoLink() {
        serve(2);
        board.addNic("a", List.of(), "");
        machine.links.put("a", Link.DOWN);
        until(() -> events.alerted("nic-down"));
        second.refuses = config -> config.bind().host().startsWith("198.18.0.");
        board.swap("second");
        assertEquals("127.0.0.1", users.getFirst().in());
        assertFalse(events.alerted("path-down"), "why it has no port is known");
        second.refuses = config -> false;
        machine.links.put("a", Link.UP);
        until(() -> users.getLast().in().equals("127.0.0.1, 198.18.0.2"));
        until(() -> !events.alerted("nic-down"));
    }

    @Test
    void s89ShouldReopenThePortOfALostNicWhileTheOtherServes() {
        serve(2);
        board.addNic("a", List.of(), "left");
        best.refuses = config -> config.bind().host().startsWith("198.18.0.");
        FakeDriver.Port dead = best.open.stream()
                .filter(port -> port.config.bind().host().equals("198.18.0.1"))
                .findFirst()
                .orElseThrow();
        loop.post(() -> dead.events.lost("pulled out"));
        until(() -> events.alerted("path-down"));
        assertTrue(dead.closed);
        var alert = events.alerts().getFirst();
        assertEquals("a", alert.subject());
        assertTrue(alert.text().contains("no port for 1 lane"), alert.text());
        assertTrue(alert.evidence().contains("No port on 198.18.0.1"), alert.evidence());
        assertEquals("127.0.0.1", users.getFirst().in());
        assertEquals(List.of("up 0 best", "up 1 best", "down 1"), users.getFirst().calls);
        best.refuses = config -> false;
        until(() -> users.getFirst().in().equals("127.0.0.1, 198.18.0.1 left"));
        until(() -> !events.alerted("path-down"));
        assertEquals(1, events.count("port-lost"));
    }

    @Test
    void shouldTellOfALinkThatIsGoneAndOfPeersThatAreNotReached() {
        serve(1);
        board.addNic("a", List.of(), "");
        machine.links.put("a", Link.ABSENT);
        until(() -> events.alerted("nic-down"));
        machine.links.put("a", Link.UP);
        until(() -> !events.alerted("nic-down"));
        until(() -> events.events().stream()
                .anyMatch(event -> event.text().equals("NIC a is up again.")));
        users.getFirst().paths = List.of(path(0, "ACTIVE"), path(1, "DOWN"));
        until(() -> events.alerted("path-down"));
        assertEquals("a", events.alerts().getFirst().subject());
        users.getFirst().paths = List.of(path(0, "DOWN"), path(1, "DOWN"));
        until(() -> !events.alerted("path-down"));
        users.getFirst().paths = List.of(path(0, "DOWN"), path(1, "ACTIVE"));
        until(() -> events.alerted("path-down"));
        machine.links.put("lo", Link.DOWN);
        until(() -> events.alerted("nic-down") && !events.alerted("path-down"));
        machine.links.put("lo", Link.UP);
        until(() -> events.alerted("path-down"));
        board.removeNic("lo");
        assertFalse(events.alerted("path-down"));
    }

    @Test
    void shouldKeepTheNicsOverARestart() throws IOException {
        again();
        serve(1);
        board.addNic("a", List.of("198.18.0.2"), "left");
        board.addNic("b", List.of(), "");
        board.removeNic("lo");
        assertEquals("a 198.18.0.2 left\nb 198.18.1.1\n", Files.readString(data.resolve("nics")));
        again();
        until(() -> names().equals(List.of("a", "b")));
        serve(2);
        assertEquals("198.18.0.2 left, 198.18.1.1", users.getFirst().in());
        Files.writeString(data.resolve("nics"), "a 198.18.0.x\n");
        again();
        until(() -> events.alerted("nic-list"));
        assertTrue(events.alerts().getLast().evidence().contains("198.18.0.x"));
        assertEquals(List.of("lo"), names());
        Files.writeString(data.resolve("nics"), "a 198.18.0.1\na 198.18.0.2\n");
        again();
        until(() -> events.alerts().stream()
                .anyMatch(alert -> alert.evidence().contains("one of them twice")));
    }

    @Test
    void shouldMoveToAnotherConfiguredAddress() {
        serve(2);
        room.settings(settings("198.18.1.1"));
        until(() -> users.getLast().in().equals("198.18.1.1"));
        assertEquals(List.of("b"), names());
        assertEquals("draining 0", users.getFirst().calls.get(2), "the new one was up before");
        board.addNic("a", List.of(), "");
        room.settings(settings("127.0.0.1"));
        board.swap("second");
        assertEquals(List.of("b", "a"), names(), "an operator's NICs count more");
    }

    @Test
    void shouldRefuseWrongInputAndDangerWithARemedy() {
        serve(1);
        board.addNic("a", List.of("198.18.0.1"), "");
        says(refused("zz", List.of(), ""), 2, "choose one of a, b, bare");
        says(refused("a", List.of(), ""), 17, "remove it first");
        says(refused("b", List.of("198.18.0.1"), ""), 22, "has 198.18.1.1");
        says(refused("b", List.of("198.18.1.x"), ""), 22, "no IP address");
        says(refused("b", List.of("198.18.1.1", "198.18.1.1"), ""), 22, "named twice");
        says(refused("b", List.of(), "two words"), 22, "label 'two words'");
        says(refused("bare", List.of(), ""), 22, "ip address add");
        says(refused("m", List.of(), ""), 1, "default route");
        machine.addresses.put("b", List.of(NetAddress.parse("198.18.0.1")));
        says(refused("b", List.of(), ""), 17, "used already, by a");
        machine.links.put("c", Link.DOWN);
        says(refused("c", List.of(), ""), 22, "ip link set c up");
        machine.links.clear();
        machine.management = java.util.Set.of("c");
        says(refused("c", List.of(), ""), 1, "management address");
        assertEquals(List.of("lo", "a"), names());
        assertEquals(2, best.open.size());
    }

    @Test
    void shouldAskWatchersBeforeANewAddressIsUsed() throws Exception {
        Files.writeString(data.resolve("nics"), "lo 127.0.0.1\nb 198.18.1.1\n");
        var told = new ArrayList<String>();
        AutoCloseable watch = board.watchNics(addresses ->
                told.add(addresses + " with " + best.open.size() + " ports, " + names()));
        room.home(data);
        assertEquals(List.of("lo", "b"), names(), "known at once");
        serve(1);
        board.addNic("a", List.of("198.18.0.2"), "");
        assertEquals(
                List.of(
                        "[127.0.0.1:0, 198.18.1.1:0] with 0 ports, [lo]",
                        "[198.18.0.2:0] with 2 ports, [lo, b]"),
                told);
        board.removeNic("a");
        watch.close();
        AutoCloseable refusal = board.watchNics(addresses -> {
            throw new StorageException(1, "No key for it.");
        });
        says(refused("a", List.of(), ""), 1, "No key for it.");
        assertEquals(2, best.open.size());
        refusal.close();
        board.addNic("a", List.of(), "");
        assertEquals(2, told.size());
    }

    @Test
    void shouldTakeTheAddressesOfOneFamily() {
        serve(1);
        board.addNic("c", List.of(), "");
        assertEquals(
                List.of(NetAddress.parse("198.18.2.1")), board.nics().getLast().addresses());
    }

    @Test
    void shouldKillThePortsOfOneNicForADrill() {
        serve(2);
        says(
                assertThrows(StorageException.class, () -> board.unplugNic("lo", 1)),
                1,
                "No other data NIC serves");
        board.addNic("a", List.of(), "");
        var burst = new Datagram[4];
        NetPort port = users.getFirst().ports[1];
        assertEquals(4, port.rxBurst(burst, 0, 4));
        board.unplugNic("a", 1);
        assertTrue(events.alerted("nic-drill"));
        assertEquals(4, port.txBurst(burst, 0, 4), "as behind a dead cable");
        assertEquals(0, port.rxBurst(burst, 0, 4));
        assertEquals(4, users.getFirst().ports[0].rxBurst(burst, 0, 4), "the other NIC serves");
        var dead = (FakeDriver.Port) ((PluggedPort) port).port();
        assertEquals(0, dead.sent);
        assertEquals(8, dead.received, "a descriptor must not stay readable");
        says(
                assertThrows(StorageException.class, () -> board.unplugNic("lo", 1)),
                1,
                "No other data NIC serves");
        says(assertThrows(StorageException.class, () -> board.unplugNic("zz", 1)), 2, "lo, a");
        says(assertThrows(StorageException.class, () -> board.unplugNic("a", 0)), 22, "1 to 300");
        until(() -> !events.alerted("nic-drill"));
        assertEquals(4, port.rxBurst(burst, 0, 4));
    }

    @Test
    void shouldRefuseOneChangeWhileAnotherRunsAndOnALoop() throws Exception {
        serve(1);
        board.addNic("a", List.of(), "");
        users.getFirst().drains = false;
        var running = CompletableFuture.runAsync(() -> board.removeNic("lo"));
        until(() -> users.getFirst().calls.contains("draining 0"));
        says(refused("b", List.of(), ""), 16, "wait for it");
        says(assertThrows(StorageException.class, () -> board.swap("second")), 16, "wait for it");
        users.getFirst().drains = true;
        running.get(SOON_NS, TimeUnit.NANOSECONDS);
        var onLoop = loop.submit(() -> board.ports());
        var failed = assertThrows(
                ExecutionException.class, () -> onLoop.get(SOON_NS, TimeUnit.NANOSECONDS));
        assertTrue(failed.getCause() instanceof StorageException);
    }
}
