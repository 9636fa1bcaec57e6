package io.heddle.systests.network;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.bench.lab.Namespace;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

/** Proves that messages of all sizes pass links and routers of any MTU, also one that nobody tells of. */
class NetworkMtuTest {
    private static final String LARGEST = "op=echo bytes=4194304 outstanding=2 requests=4 peers=0";
    private static final String SMALL = "op=echo bytes=64 outstanding=16 requests=500 peers=0";
    private static final long ALL = 504;

    @ParameterizedTest(name = "MTU {0}, IPv6 {1}")
    @CsvSource({"1500,false", "1500,true", "9000,false", "9000,true"})
    void shouldPassALink(int mtuBytes, boolean six) throws Exception {
        try (Nodes nodes = Nodes.open("MTU " + mtuBytes)) {
            List<Namespace> at = Nets.pair(nodes.lab, 1, mtuBytes);
            nodes.start(at.get(0), Nets.address(six, 0, 0));
            nodes.start(at.get(1), Nets.address(six, 0, 1));
            nodes.run(1, SMALL);
            nodes.run(1, LARGEST);
            nodes.verify(ALL);
        }
    }

    /** Peers are reached through routers. */
    @ParameterizedTest(name = "IPv6 {0}")
    @ValueSource(booleans = {false, true})
    void s35ShouldPassARouter(boolean six) throws Exception {
        try (Nodes nodes = Nodes.open("routed")) {
            List<Namespace> at = Nets.routed(nodes.lab, 9_000, 9_000);
            nodes.start(at.get(0), Nets.address(six, 0, 0));
            nodes.start(at.get(1), Nets.address(six, 1, 0));
            nodes.run(1, SMALL);
            nodes.run(1, LARGEST);
            nodes.verify(ALL);
        }
    }

    /**
     * A router's far leg carries 1,500 bytes while both ends have 9,000, and its messages that say so are
     * dropped: large datagrams vanish. With the real MTU at the leg, the kernel judges each datagram of a
     * buffer of segments alone, which a rule about packet lengths would not.
     */
    @ParameterizedTest(name = "IPv6 {0}")
    @ValueSource(booleans = {false, true})
    void shouldPassABlackHole(boolean six) throws Exception {
        try (Nodes nodes = Nodes.open("black hole")) {
            List<Namespace> at = Nets.routed(nodes.lab, 9_000, 1_500);
            Namespace router = at.get(2);
            router.shell("nft 'add table inet t;"
                    + " add chain inet t c { type filter hook output priority 0; };"
                    + " add rule inet t c icmp type destination-unreachable counter drop;"
                    + " add rule inet t c icmpv6 type packet-too-big counter drop'");
            // The other end keeps 9,000, so that it sends large datagrams, too.
            nodes.start(at.get(0), Nets.address(six, 0, 0));
            nodes.start(at.get(1), Nets.address(six, 1, 0));
            nodes.run(1, SMALL);
            nodes.run(1, LARGEST);
            nodes.run(0, LARGEST.replace("peers=0", "peers=1"));
            nodes.verify(ALL + 4);
            assertTrue(
                    Nets.dropped(router) > 0, "no datagram was too large, so nothing was tested");
        }
    }
}
