package io.heddle.rest.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.hardware.NicCatalogue;
import io.heddle.net.DataNic;
import io.heddle.net.DataNic.Link;
import io.heddle.net.DriverStatus;
import io.heddle.net.Lane;
import io.heddle.net.LanePort;
import io.heddle.net.LaneUser;
import io.heddle.net.Ledger;
import io.heddle.net.NetAddress;
import io.heddle.net.NicWatcher;
import io.heddle.net.PathStatus;
import io.heddle.net.PortStats;
import io.heddle.net.Switchboard;
import io.heddle.planner.Decisions;
import io.heddle.runtime.Loop;
import io.heddle.runtime.StorageException;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the API shows of data NICs, and what it makes of a wish for one more or less. */
class DataNicViewsTest {
    private static final NetAddress ONE = NetAddress.parse("198.18.0.1");
    private static final NetAddress TWO = NetAddress.parse("198.18.1.1");

    private final Board board = new Board();
    private final DataNicViews views = new DataNicViews(board);

    /** A switchboard that notes what it is told. */
    private static final class Board implements Switchboard {
        private final List<String> told = new ArrayList<>();
        private final List<DataNic> nics = List.of(
                new DataNic("a", List.of(ONE), "left", Link.UP),
                new DataNic("b", List.of(TWO), "", Link.DOWN));

        @Override
        public List<String> lanes() {
            return List.of("server 0", "client");
        }

        @Override
        public List<DataNic> nics() {
            return nics;
        }

        @Override
        public List<LanePort> ports() {
            var stats = new PortStats(10, 1_000, 20, 2_000, 0, 1);
            return List.of(
                    new LanePort(
                            "server 0",
                            "a",
                            "udp-native",
                            new NetAddress(ONE.high(), ONE.low(), 4000),
                            stats,
                            List.of(
                                    path("client", "ACTIVE", 40_000, 3),
                                    path("server 1", "ACTIVE", 60_000, 4),
                                    path("server 2", "DOWN", 0, 0))),
                    new LanePort("server 0", "b", "", null, PortStats.NONE, List.of()),
                    new LanePort("client", "a", "udp-native", ONE, stats, List.of()),
                    new LanePort("client", "gone", "udp-native", ONE, stats, List.of()));
        }

        private static PathStatus path(String peer, String state, long roundTripNs, long lost) {
            return new PathStatus(
                    0, peer, state, roundTripNs, 65_536, 500, lost, "198.18.0.9:7", "left");
        }

        @Override
        public void addNic(String name, List<String> addresses, String label) {
            told.add("add " + name + " " + addresses + " " + label);
        }

        @Override
        public void removeNic(String name) {
            told.add("remove " + name);
        }

        @Override
        public AutoCloseable watchNics(NicWatcher watcher) {
            throw new AssertionError();
        }

        @Override
        public void unplugNic(String name, int seconds) {
            told.add("unplug " + name + " " + seconds);
        }

        @Override
        public Lane attach(String name, Loop loop, LaneUser user) {
            throw new AssertionError();
        }

        @Override
        public List<DriverStatus> drivers() {
            return List.of();
        }

        @Override
        public String current() {
            return "udp-native";
        }

        @Override
        public String reason() {
            return "";
        }

        @Override
        public void reconsider(String why) {
            throw new AssertionError();
        }

        @Override
        public Ledger swap(String driver) {
            throw new AssertionError();
        }

        @Override
        public List<Ledger> ledgers() {
            return List.of();
        }

        @Override
        public List<DriverTraffic> traffic() {
            return List.of();
        }
    }

    @Test
    void shouldShowEveryContainerWithItsPaths() {
        List<Views.DataNic> rows = views.rows();
        assertEquals(
                List.of("server0 a", "server0 b", "client a"),
                rows.stream().map(row -> row.container() + " " + row.nic()).toList());
        Views.DataNic row = rows.getFirst();
        assertEquals(List.of("198.18.0.1"), row.ips());
        assertEquals("2 ACTIVE, 1 DOWN", row.state());
        assertEquals(50_000, row.roundTripNs());
        assertEquals(7, row.lost());
        assertEquals("up", row.link());
        assertEquals("left", row.label());
        assertEquals(2_000, row.rxBytes());
        assertEquals("server 2", row.paths().getLast().peer());
        assertEquals("no port", rows.get(1).state());
        assertEquals("down", rows.get(1).link());
        assertEquals(List.of("198.18.1.1"), rows.get(1).ips());
        assertEquals("no peer yet", rows.getLast().state());
    }

    private boolean tryout = true;

    private Object call(String method, String path, String body) {
        var api = new Api(
                () -> new ClusterViews(
                        null,
                        null,
                        null,
                        null,
                        null,
                        board,
                        new io.heddle.runtime.Counters(),
                        ServicesOf.returning(io.heddle.runtime.Events.class, Map.of()),
                        ServicesOf.returning(io.heddle.runtime.Loops.class, Map.of()),
                        List.of()),
                () -> new PlanViews(
                        ServicesOf.returning(Decisions.class, Map.of("isTryout", tryout)),
                        NicCatalogue.builtIn()),
                () -> null,
                () -> null);
        Router.Match match = api.router().find(method, path);
        assertTrue(match != null, path);
        return match.call().answer(match.parameters(), new RequestBody(body));
    }

    @Test
    void s92ShouldAddANicWithItsLabelToTheContainersOfTheProcess() {
        var added = (Views.NicChange) call(
                "POST",
                "/cluster/containers/server0/net",
                "{\"nic\": \"a\", \"ips\": [\"198.18.0.1\"], \"label\": \"left\"}");
        assertEquals(List.of("add a [198.18.0.1] left"), board.told);
        assertEquals(List.of("server0", "client"), added.containers());
        assertEquals(List.of("198.18.0.1"), added.ips());
        call("POST", "/cluster/containers/client/net", "{\"nic\": \"b\"}");
        assertEquals("add b [] ", board.told.getLast());
        var removed = (Views.NicChange) call("DELETE", "/cluster/containers/server0/net/b", "");
        assertEquals("remove b", board.told.getLast());
        assertEquals("removed", removed.done());
    }

    @Test
    void shouldUnplugOnATryOutOnly() {
        assertEquals(
                new Views.Drill("a", 3), call("POST", "/net/nics/a/unplug", "{\"seconds\": 3}"));
        assertEquals(new Views.Drill("b", 10), call("POST", "/net/nics/b/unplug", ""));
        assertEquals(List.of("unplug a 3", "unplug b 10"), board.told);
        tryout = false;
        var refused =
                assertThrows(StorageException.class, () -> call("POST", "/net/nics/a/unplug", ""));
        assertEquals(4, Refusal.of(refused).exit());
        assertEquals(2, board.told.size());
    }

    @Test
    void shouldRefuseAnotherContainerAndAMalformedBody() {
        var wrong = assertThrows(
                StorageException.class,
                () -> call("POST", "/cluster/containers/server7/net", "{\"nic\": \"a\"}"));
        assertEquals(2, Refusal.of(wrong).exit());
        assertEquals(
                "There is no container 'server7'; choose one of server0, client.",
                wrong.getMessage());
        assertThrows(
                StorageException.class, () -> call("DELETE", "/cluster/containers/x/net/a", ""));
        var list = assertThrows(
                StorageException.class,
                () -> call(
                        "POST",
                        "/cluster/containers/client/net",
                        "{\"nic\": \"a\", \"ips\": \"198.18.0.1\"}"));
        assertEquals(2, Refusal.of(list).exit());
        assertThrows(
                StorageException.class, () -> call("POST", "/cluster/containers/client/net", "{}"));
        assertEquals(List.of(), board.told);
    }
}
