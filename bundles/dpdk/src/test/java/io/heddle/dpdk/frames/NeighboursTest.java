package io.heddle.dpdk.frames;

import static io.heddle.dpdk.frames.NeighbourState.FAILED;
import static io.heddle.dpdk.frames.NeighbourState.INCOMPLETE;
import static io.heddle.dpdk.frames.NeighbourState.PROBE;
import static io.heddle.dpdk.frames.NeighbourState.REACHABLE;
import static io.heddle.dpdk.frames.NeighbourState.STALE;
import static io.heddle.dpdk.frames.Rig.MAC;
import static io.heddle.dpdk.frames.Rig.MS;
import static io.heddle.dpdk.frames.Rig.OTHER_MAC;
import static io.heddle.dpdk.frames.Rig.OWN;
import static io.heddle.dpdk.frames.Rig.PEER;
import static io.heddle.dpdk.frames.Rig.PEER_MAC;
import static io.heddle.dpdk.frames.Rig.PEER_PORT;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.net.NetAddress;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.stream.LongStream;

/** States, pauses, bounds and what is believed. */
class NeighboursTest {
    private final Rig rig = new Rig(Rig.BOTH);

    @BeforeEach
    void settle() {
        rig.run(3_000 * MS); // Announcements are over.
        rig.takeSent();
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private NeighbourState state() {
        return rig.stack.neighbours().getFirst().state();
    }

    private void meet() {
        assertEquals("pending", rig.write(PEER, PEER_PORT, "warp"));
        rig.answerArp(PEER_MAC, PEER);
        assertEquals(REACHABLE, state());
        rig.takeSent();
    }

    private String to() {
        return rig.write(PEER, PEER_PORT, "warp").substring(0, 12);
    }

    @Test
    void shouldAskLikeLinux() {
        rig.write(NetAddress.parse("198.18.7.9"), 9, "x");
        rig.write(NetAddress.parse("fd00:7::9"), 9, "x");
        String padded = Frames.plain(Frames.LINUX_ARP) + "00".repeat(18);
        assertEquals(List.of(padded, Frames.plain(Frames.LINUX_SOLICITATION)), rig.takeSent());
    }

    @Test
    void shouldHoldFramesInOrderUntilTheAnswerAndWriteTheDestination() {
        LongStream.range(0, 5).forEach(handle -> rig.hold(PEER, handle));
        long frame = rig.hold(PEER, 5);
        assertEquals(INCOMPLETE, state());
        assertEquals(1, rig.takeSent().size());
        rig.answerArp(PEER_MAC, PEER);
        assertEquals(List.of(0L, 1L, 2L, 3L, 4L, 5L), rig.resolved);
        assertEquals(List.of(), rig.dropped);
        assertEquals(PEER_MAC, Mac.read(frame));
        assertEquals(Frames.mac(PEER_MAC), to());
    }

    @Test
    void shouldGiveUpAfterFiveQuestionsAndAskAgainLater() {
        rig.hold(PEER, 1);
        rig.run(2_700 * MS);
        assertEquals(Neighbours.MOST_ASKS, rig.takeSent().size());
        assertEquals(FAILED, state());
        assertEquals(List.of(1L), rig.dropped);
        assertEquals("unreachable", rig.write(PEER, PEER_PORT, "warp"));
        assertEquals(List.of(), rig.takeSent());
        rig.run(Neighbours.FAILED_NS);
        assertEquals("pending", rig.write(PEER, PEER_PORT, "warp"));
        rig.answerArp(PEER_MAC, PEER);
        assertEquals(Frames.mac(PEER_MAC), to());
    }

    @Test
    void shouldDropTheOldestOfTooManyThatWait() {
        LongStream.range(0, 40).forEach(handle -> rig.hold(PEER, handle));
        assertEquals(LongStream.range(0, 8).boxed().toList(), rig.dropped);
        rig.answerArp(PEER_MAC, PEER);
        assertEquals(LongStream.range(8, 40).boxed().toList(), rig.resolved);
        assertEquals(8, rig.count(FrameCount.PENDING_DROPPED));
    }

    @Test
    void shouldDropWhatFindsNoPlaceAndLoseNothing() {
        for (int host = 0; host < 20; host++) {
            for (int frame = 0; frame < 32; frame++) {
                rig.hold(NetAddress.parse("198.18.7." + (10 + host)), host * 32L + frame);
            }
        }
        assertEquals(20 * 32 - 512, rig.dropped.size());
        rig.closeStack();
        assertEquals(20 * 32, rig.dropped.size());
    }

    @Test
    void shouldAskTheKnownStationAgainWhileItIsInUse() {
        meet();
        for (int second = 0; second < 31; second++) {
            assertEquals(Frames.mac(PEER_MAC), to());
            rig.run(1_000 * MS);
        }
        assertEquals(PROBE, state());
        String asked = rig.takeSent().getFirst();
        assertEquals(Frames.mac(PEER_MAC), asked.substring(0, 12));
        assertEquals(Frames.mac(PEER_MAC), to());
        rig.answerArp(PEER_MAC, PEER);
        assertEquals(REACHABLE, state());
    }

    @Test
    void shouldBecomeStaleUnusedAndBeForgotten() {
        meet();
        rig.run(Neighbours.REACHABLE_NS + 100 * MS);
        assertEquals(STALE, state());
        assertEquals(List.of(), rig.takeSent());
        assertEquals(Frames.mac(PEER_MAC), to());
        rig.run(100 * MS);
        assertEquals(PROBE, state());
        rig.answerArp(PEER_MAC, PEER);
        rig.run(Neighbours.REACHABLE_NS + Neighbours.FORGET_NS);
        assertEquals(List.of(), rig.stack.neighbours());
    }

    @Test
    void shouldFailWhoFallsSilentAfterAskingAll() {
        meet();
        for (int second = 0; second < 33; second++) {
            rig.write(PEER, PEER_PORT, "warp");
            rig.run(1_000 * MS);
        }
        assertEquals(FAILED, state());
        List<String> asked = rig.takeSent();
        assertEquals(6, asked.size());
        assertTrue(asked.get(2).startsWith(Frames.mac(PEER_MAC)));
        assertTrue(asked.get(3).startsWith("ffffffffffff"));
        assertEquals("unreachable", rig.write(PEER, PEER_PORT, "warp"));
    }

    @Test
    void shouldTakeTrafficForAnAnswerWhileItAsks() {
        meet();
        rig.write(PEER, PEER_PORT, "warp");
        rig.run(29_000 * MS);
        rig.write(PEER, PEER_PORT, "warp");
        rig.run(1_100 * MS);
        assertEquals(PROBE, state());
        // From another station it tells nothing.
        NetAddress from = Frames.at(PEER, PEER_PORT);
        NetAddress own = Frames.at(OWN, Rig.PORT);
        String datagram = Frames.datagram(from, own, 0, "weft");
        String strange = datagram.replaceFirst("02000000000a", Frames.mac(OTHER_MAC));
        assertEquals(FrameStack.DATA, rig.read(strange));
        assertEquals(PROBE, state());
        assertEquals(FrameStack.DATA, rig.read(datagram));
        assertEquals(REACHABLE, state());
    }

    @Test
    void shouldNotBelieveAWordThatAPeerHasMoved() {
        meet();
        rig.answerArp(OTHER_MAC, PEER);
        rig.read(Frames.arpRequest(OTHER_MAC, PEER, PEER));
        rig.read(Frames.arpRequest(OTHER_MAC, PEER, OWN));
        assertEquals(3, rig.count(FrameCount.NEIGHBOUR_DOUBTED));
        assertEquals(PROBE, state());
        assertEquals(Frames.mac(PEER_MAC), to());
        assertTrue(rig.takeSent().getFirst().startsWith(Frames.mac(PEER_MAC)));
        rig.answerArp(OTHER_MAC, PEER); // The liar answers first.
        rig.answerArp(PEER_MAC, PEER);
        assertEquals(REACHABLE, state());
        assertEquals(Frames.mac(PEER_MAC), to());
    }

    @Test
    void shouldFollowAPeerThatHasMovedOnceItsStationIsSilent() {
        meet();
        rig.read(Frames.arpRequest(OTHER_MAC, PEER, PEER)); // Announces itself.
        rig.run(3 * 200 * MS + 60 * MS);
        assertTrue(rig.takeSent().getLast().startsWith("ffffffffffff"));
        assertEquals(Frames.mac(PEER_MAC), to());
        rig.answerArp(OTHER_MAC, PEER);
        assertEquals(REACHABLE, state());
        assertEquals(Frames.mac(OTHER_MAC), to());
        assertEquals(1, rig.count(FrameCount.NEIGHBOUR_MOVED));
    }

    @Test
    void shouldMakeNoRowsForStrangers() {
        for (int host = 1; host < 255; host++) {
            if (host != 2) {
                NetAddress stranger = NetAddress.parse("198.18.7." + host);
                rig.read(Frames.arpRequest(OTHER_MAC, stranger, OWN));
                rig.read(Frames.arpReply(OTHER_MAC, stranger, MAC, OWN));
                rig.read(Frames.arpRequest(OTHER_MAC, stranger, stranger));
            }
        }
        assertEquals(List.of(), rig.stack.neighbours());
        assertEquals(253, rig.count(FrameCount.ARP_ANSWERED));
    }

    @Test
    void shouldEvictTheLeastMissedAndSendNothingAstray() {
        var config = new FrameConfig(Rig.BOTH, MAC, Rig.PORT, 1_500, false, 2);
        try (var small = new Rig(config)) {
            NetAddress second = NetAddress.parse("198.18.7.8");
            NetAddress third = NetAddress.parse("198.18.7.9");
            small.write(PEER, 9, "x");
            small.answerArp(PEER_MAC, PEER);
            small.after(10 * MS);
            small.write(second, 9, "x");
            small.answerArp(OTHER_MAC, second);
            small.after(10 * MS);
            small.hold(third, 7);
            assertEquals(2, small.stack.neighbours().size());
            assertEquals(1, small.count(FrameCount.NEIGHBOUR_EVICTED));
            assertEquals("pending", small.write(PEER, 9, "x")); // Evicts the second.
            assertEquals(List.of(), small.dropped);
            assertEquals("pending", small.write(second, 9, "x")); // Evicts the third.
            assertEquals(List.of(7L), small.dropped);
        }
    }

    @Test
    void shouldAskAgainWhenThePortWasFull() {
        rig.isFull = true;
        rig.hold(PEER, 1);
        rig.isFull = false;
        rig.run(150 * MS);
        assertEquals(1, rig.takeSent().size());
    }
}
