package io.heddle.systests.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.bench.lab.Namespace;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

/** Proves that every request is executed and answered once, with the right bytes, however bad the wire. */
class LossyNetworkTest {
    private static final int NODES = 6;
    private static final int MTU_BYTES = 1_500;

    /** Each datagram of the wire alone; packet filters drop whole buffers of segments instead. */
    private static final String BAD_WIRE =
            "loss=0.03 duplicate=0.02 reorder=0.02 corrupt=0.002 minNs=0 maxNs=200000";

    private static String echoes(int requests, String peers) {
        return "op=echo bytes=4096 outstanding=16 requests=" + requests + " peers=" + peers;
    }

    @ParameterizedTest(name = "IPv6 {0}, sealed {1}")
    @CsvSource({"false,false", "true,false", "false,true"})
    void shouldAnswerOnceBetweenTwoNodesOnABadWire(boolean six, boolean sealed) throws Exception {
        try (Nodes nodes = open("two nodes, bad wire", sealed)) {
            List<Namespace> at = Nets.pair(nodes.lab, 1, MTU_BYTES);
            nodes.start(at.get(0), Nets.address(six, 0, 0));
            nodes.start(at.get(1), Nets.address(six, 0, 1));
            nodes.impair(BAD_WIRE);
            int small = Nodes.REQUESTS;
            int large = Math.max(10, Nodes.REQUESTS / 50);
            nodes.run(1, echoes(small, "0"));
            nodes.run(1, "op=sink bytes=300000 outstanding=4 peers=0 requests=" + large);
            nodes.run(
                    1, "op=source bytes=16 wanted=300000 outstanding=4 peers=0 requests=" + large);
            nodes.verify(small + 2L * large);
            System.out.println("bad wire, IPv6 " + six + ", sealed " + sealed + ": "
                    + nodes.sum("impairLost") + " lost, "
                    + nodes.sum("impairDuplicated") + " twice, " + nodes.sum("impairCorrupted")
                    + " corrupted, " + nodes.sum("retransmitted_fragments") + " sent again");
            assertTrue(nodes.sum("impairLost") > 0);
            assertTrue(nodes.sum("retransmitted_fragments") > 0);
            // A flipped bit is found by the checksum, or before by the tag of a sealed datagram.
            assertTrue(nodes.sum(sealed ? "dropped_forged" : "dropped_checksum") > 0);
            assertEquals(sealed, nodes.sum("sealed_datagrams") > 0);
        }
    }

    private static Nodes open(String test, boolean sealed) throws Exception {
        Nodes nodes = Nodes.open(test);
        return sealed ? nodes.sealed() : nodes;
    }

    @Test
    void shouldAnswerOnceBetweenTwoNodesWhenPacketsAreDropped() throws Exception {
        try (Nodes nodes = Nodes.open("two nodes, nftables")) {
            List<Namespace> at = Nets.pair(nodes.lab, 1, MTU_BYTES);
            Nets.dropAtRandom(at.get(0), 20);
            Nets.dropAtRandom(at.get(1), 20);
            nodes.start(at.get(0), Nets.ipv4(0, 0));
            nodes.start(at.get(1), Nets.ipv4(0, 1));
            nodes.run(1, echoes(Nodes.REQUESTS, "0"));
            nodes.run(1, "op=sink bytes=1000000 outstanding=4 requests=20 peers=0");
            nodes.verify(Nodes.REQUESTS + 20L);
            assertTrue(Nets.dropped(at.get(0)) + Nets.dropped(at.get(1)) > 0);
            assertTrue(nodes.sum("retransmitted_fragments") > 0);
        }
    }

    @Test
    void shouldAnswerOnceAmongSixNodesOnASwitchThatDrops() throws Exception {
        try (Nodes nodes = Nodes.open("six nodes, bridge, nftables, bad wire")) {
            List<Namespace> at = Nets.star(nodes.lab, NODES, MTU_BYTES);
            for (int node = 0; node < NODES; node++) {
                Nets.dropAtRandom(at.get(node), 10);
                nodes.start(at.get(node), Nets.ipv4(0, node));
            }
            nodes.impair("loss=0.01 duplicate=0.01 reorder=0.01 maxNs=100000");
            int each = Math.max(100, Nodes.REQUESTS / 5);
            for (int node = 0; node < NODES; node++) {
                nodes.begin(node, echoes(each, others(node)));
            }
            for (int node = 0; node < NODES; node++) {
                nodes.end(node);
            }
            // All to one: their bulk meets at its port of the switch.
            for (int node = 1; node < NODES; node++) {
                nodes.begin(node, "op=sink bytes=1000000 outstanding=2 requests=6 peers=0");
            }
            for (int node = 1; node < NODES; node++) {
                nodes.end(node);
            }
            nodes.verify((long) NODES * each + (NODES - 1) * 6L);
            assertTrue(nodes.sum("impairLost") > 0);
        }
    }

    private static String others(int node) {
        var list = new StringBuilder();
        for (int other = 0; other < NODES; other++) {
            if (other != node) {
                list.append(list.isEmpty() ? "" : ",").append(other);
            }
        }
        return list.toString();
    }
}
