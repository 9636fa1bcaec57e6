package io.heddle.transport.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.layout.AddressBook;
import io.heddle.transport.Session;
import io.heddle.wire.Opcode;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** Two NICs on each side: balance, failover, failback, and labels of switches. */
class MultiPathTest {
    private static final long MS = 1_000_000;

    private final FakeWorld world = new FakeWorld(7);
    private final FakeNode server = new FakeNode(world, 0, EchoTest::echo, Dialect.OWN);
    private final FakeNode client = new FakeNode(
            world, AddressBook.FIRST_CLIENT, request -> request.reply(-38), Dialect.OWN);
    private final MemorySegment bytes = world.arena.allocate(1 << 20);
    private int answered;
    private int failed;
    private boolean again = true;
    private boolean otherAgain = true;
    private int requestBytes = 60_000;
    private long lastNs;
    private long longestNs;

    @AfterEach
    void close() {
        client.close();
        server.close();
        world.close();
    }

    MultiPathTest() {
        world.latencyNs = MS / 2;
    }

    private void twoNicsEach(String first, String second) {
        client.portUp(0, 10, first);
        client.portUp(1, 11, second);
        server.portUp(0, 20, first);
        server.portUp(1, 21, second);
    }

    private void onReply(long token, int status, MemorySegment body, long offset, int length) {
        longestNs = Math.max(longestNs, world.nowNs - lastNs);
        lastNs = world.nowNs;
        if (status == Session.PEER_LOST) {
            failed++;
            return;
        }
        assertEquals(requestBytes, length);
        answered++;
        if (again) {
            call();
        }
    }

    private void call() {
        var session = client.endpoint.session(0);
        assertEquals(
                0,
                session.call(
                        Opcode.ECHO,
                        0,
                        bytes,
                        0,
                        requestBytes,
                        bytes,
                        0,
                        0,
                        requestBytes,
                        this::onReply,
                        0));
    }

    private void load(int depth, long forNs) {
        lastNs = world.nowNs;
        longestNs = 0;
        for (int i = 0; i < depth; i++) {
            call();
        }
        world.run(forNs);
    }

    private void finish() {
        again = false;
        world.run(5_000 * MS);
        assertEquals(0, failed);
        assertEquals(Tuning.SLOTS, client.endpoint.session(0).freeSlots());
        assertEquals(0, client.memory.pool.used());
        assertEquals(0, server.memory.pool.used());
    }

    private long sentDuring(FakePort port, long forNs) {
        long before = port.sent;
        world.run(forNs);
        return port.sent - before;
    }

    private int crossedDuring(long forNs) {
        var crossed = new int[1];
        world.route = (from, to) -> {
            crossed[0] += Math.abs(from.nic - to.nic) == 10 ? 0 : 1;
            return true;
        };
        world.run(forNs);
        return crossed[0];
    }

    private void cutNic(int nic) {
        world.route = (from, to) -> from.nic != nic && to.nic != nic;
    }

    /** Between client and server only these ways are open: 10 is from the client's NIC, -10 to it. */
    private void onlyBy(long forNs, int... ways) {
        world.route = (from, to) -> {
            int way = isOfServer(to) ? from.nic : isOfServer(from) ? -to.nic : 0;
            return way == 0 || Arrays.stream(ways).anyMatch(open -> open == way);
        };
        world.run(forNs);
    }

    private static boolean isOfServer(FakePort port) {
        return port.nic == 20 || port.nic == 21;
    }

    private void callOther() {
        client.endpoint
                .session(1)
                .call(Opcode.ECHO, 0, bytes, 0, 0, bytes, 0, 0, this::onOtherReply, 0);
    }

    private void onOtherReply(long token, int status, MemorySegment body, long offset, int length) {
        if (otherAgain) {
            callOther();
        }
    }

    @Test
    void shouldSpreadLongMessagesOverBothPaths() {
        world.faults.mtuBytes = 8_900;
        twoNicsEach("", "");
        load(16, 200 * MS);
        long first = client.ports[0].sent;
        long second = client.ports[1].sent;
        assertTrue(first > second / 2 && second > first / 2, first + " and " + second);
        long back = server.ports[0].sent;
        long other = server.ports[1].sent;
        assertTrue(back > other / 2 && other > back / 2, back + " and " + other);
        finish();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void shouldSpreadFewLongMessagesOverBothPaths(int depth) {
        world.faults.mtuBytes = 8_900;
        twoNicsEach("", "");
        load(depth, 200 * MS);
        long first = client.ports[0].sent;
        long second = client.ports[1].sent;
        assertTrue(first > second / 2 && second > first / 2, first + " and " + second);
        finish();
    }

    @Test
    void shouldGoOnByTheOtherPathAndComeBack() {
        world.faults.mtuBytes = 8_900;
        twoNicsEach("a", "b");
        load(8, 300 * MS);
        cutNic(10);
        longestNs = 0;
        world.run(3_000 * MS);
        assertTrue(longestNs < 100 * MS, "the longest stall was " + longestNs / MS + " ms");
        assertTrue(sentDuring(client.ports[0], 1_000 * MS) < 20, "only probes leave by a cut path");
        world.route = null;
        world.run(2_000 * MS);
        long back = sentDuring(client.ports[0], 100 * MS);
        long other = sentDuring(client.ports[1], 100 * MS);
        assertTrue(back > other / 4, "failback: " + back + " and " + other);
        finish();
    }

    @Test
    void shouldNoticeAPathThatIsCutInOneDirectionOnly() {
        requestBytes = 3_000;
        twoNicsEach("a", "b");
        load(4, 300 * MS);
        int toClient = client.ports[0].nic;
        world.route = (from, to) -> to.nic != toClient;
        longestNs = 0;
        world.run(3_000 * MS);
        assertTrue(longestNs < 100 * MS, "the longest stall was " + longestNs / MS + " ms");
        finish();
    }

    @Test
    void shouldNotUseAFlappingPath() {
        twoNicsEach("a", "b");
        load(4, 300 * MS);
        cutNic(11);
        world.run(1_000 * MS);
        for (int flap = 0; flap < 10; flap++) {
            world.route = null;
            world.run(200 * MS);
            cutNic(11);
            world.run(200 * MS);
        }
        long used = sentDuring(client.ports[1], 400 * MS);
        assertTrue(used < 50, used + " datagrams by a flapping path");
        assertTrue(longestNs < 100 * MS, "the longest stall was " + longestNs / MS + " ms");
        finish();
    }

    @Test
    void shouldStayOnOneSwitch() {
        client.portUp(0, 10, "b");
        server.portUp(0, 20, "a");
        server.portUp(1, 21, "b");
        world.route = (from, to) -> from.nic * to.nic == 10 * 21;
        load(4, 200 * MS);
        assertTrue(answered > 10, "the NIC with the same label is the one that is reached");
        world.route = null;
        finish();
    }

    @Test
    void shouldFindTheOnlyWayThatIsLeft() {
        twoNicsEach("a", "b");
        load(4, 300 * MS);
        // Only between the client's first and the server's second NIC.
        world.route = (from, to) -> from.nic * to.nic == 10 * 21;
        world.run(2_500 * MS);
        int before = answered;
        world.run(1_000 * MS);
        assertTrue(answered > before + 100, "answered " + (answered - before));
        world.route = null;
        finish();
    }

    @Test
    void shouldComeBackToItsSwitch() {
        twoNicsEach("a", "b");
        load(4, 300 * MS);
        world.route = (from, to) -> from.nic * to.nic == 10 * 21;
        world.run(2_500 * MS);
        world.route = null;
        world.run(4_000 * MS);
        assertEquals(0, crossedDuring(500 * MS), "datagrams between the switches");
        finish();
    }

    /**
     * Both paths lead elsewhere and are in doubt when nobody waits any more: when somebody does again,
     * their turns to come home must not add up.
     */
    @Test
    void shouldComeBackToItsSwitchSoonFromDoubt() {
        twoNicsEach("a", "b");
        load(4, 300 * MS);
        world.route = (from, to) -> false;
        world.run(250 * MS);
        // Both lead to the other switch now; the first is held down, the second becomes suspect.
        world.route = (from, to) -> from.nic * to.nic != 10 * 21;
        world.run(300 * MS);
        world.route = null;
        world.run(250 * MS);
        world.route = (from, to) -> from.nic * to.nic != 11 * 20;
        world.run(40 * MS);
        again = false;
        world.run(10 * MS);
        world.route = null;
        world.run(1_500 * MS);
        again = true;
        load(4, 2_000 * MS);
        assertEquals(0, crossedDuring(500 * MS), "datagrams between the switches");
        finish();
    }

    @Test
    void shouldTakeAndLeaveANicUnderLoad() {
        client.portUp(0, 10, "");
        server.portUp(0, 20, "");
        load(8, 100 * MS);
        for (int round = 0; round < 5; round++) {
            client.portUp(1, 11, "");
            server.portUp(1, 21, "");
            world.run(100 * MS);
            assertTrue(sentDuring(client.ports[1], 50 * MS) > 10);
            client.endpoint.laneUser().portDraining(1);
            server.endpoint.laneUser().portDraining(1);
            world.run(50 * MS);
            assertTrue(client.endpoint.laneUser().isDrained(1));
            assertTrue(server.endpoint.laneUser().isDrained(1));
            client.portDown(1);
            server.portDown(1);
        }
        assertEquals(0, world.count("retransmitted_fragments", AddressBook.FIRST_CLIENT));
        finish();
    }

    @Test
    void shouldSendNothingWhenNobodyWaits() {
        again = false;
        twoNicsEach("a", "b");
        load(4, 1_000 * MS);
        cutNic(10);
        world.run(1_000 * MS);
        assertEquals(0, sentDuring(client.ports[0], 10_000 * MS));
        assertEquals(0, sentDuring(client.ports[1], 10_000 * MS));
        assertEquals(0, sentDuring(server.ports[0], 10_000 * MS));
        world.route = null;
        finish();
    }

    /**
     * The answer comes by one path while a copy of the request is out on the other, whose probes meet
     * silence: once nobody waits, that doubt is no reason to ask, though the loop has other work.
     */
    @Test
    void shouldSendNothingInDoubtWhenNobodyWaits() {
        world.latencyNs = 4 * MS;
        requestBytes = 64;
        twoNicsEach("a", "b");
        try (var other = new FakeNode(world, 1, EchoTest::echo, Dialect.OWN)) {
            other.portUp(0, 30, "");
            callOther();
            load(1, 50 * MS);
            onlyBy(30 * MS, -10, 11);
            again = false;
            onlyBy(6 * MS, 10, -10, 11);
            onlyBy(26 * MS, -11);
            onlyBy(9 * MS, 10, -11);
            onlyBy(57 * MS, -10, 11, -11);
            world.route = null;
            world.run(1_000 * MS);
            int[] asked = new int[1];
            world.route = (from, to) -> {
                asked[0] += isOfServer(to) ? 1 : 0;
                return true;
            };
            world.run(1_000 * MS);
            assertEquals(0, asked[0], "datagrams to a peer that nobody waits for");
            otherAgain = false;
            finish();
        }
    }

    /** What was lost last of an idle session is no silence when somebody calls much later. */
    @Test
    void shouldNotLoseASessionForWhatWasLostBeforeItWasIdle() {
        requestBytes = 64;
        twoNicsEach("a", "b");
        world.filter = size -> size < 2_000;
        again = false;
        for (int i = 0; i < 20; i++) {
            load(1, 6_000 * MS);
        }
        finish();
        assertEquals(20, answered);
    }
}
