package io.heddle.dpdk.frames;

import static io.heddle.dpdk.frames.Rig.MAC;
import static io.heddle.dpdk.frames.Rig.OWN;
import static io.heddle.dpdk.frames.Rig.OWN6;
import static io.heddle.dpdk.frames.Rig.PEER;
import static io.heddle.dpdk.frames.Rig.PEER6;
import static io.heddle.dpdk.frames.Rig.PEER_MAC;
import static io.heddle.dpdk.frames.Rig.PEER_PORT;
import static io.heddle.dpdk.frames.Rig.PORT;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.heddle.net.NetAddress;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.List;

/** Errors are told to people if they quote what was sent, and are never obeyed. */
class IcmpErrorTest {
    private static final NetAddress ROUTER = NetAddress.parse("198.18.7.254");
    private static final NetAddress ROUTER6 = NetAddress.parse("fd00:7::fe");

    private final Rig rig = new Rig(Rig.BOTH);

    @BeforeEach
    void meet() {
        rig.write(PEER, PEER_PORT, "warp");
        rig.answerArp(PEER_MAC, PEER);
        rig.write(PEER6, PEER_PORT, "warp");
    }

    @AfterEach
    void close() {
        rig.close();
    }

    /** The beginning of a datagram of that many bytes of IP. */
    private static String quoted(NetAddress from, NetAddress to, int port, int ipBytes) {
        String udp = Frames.u16(port) + Frames.u16(PEER_PORT);
        if (from.isIpv4()) {
            String header = "4502" + Frames.u16(ipBytes) + "0000" + "4000" + "3f11" + "0000";
            return header + Frames.ip(from) + Frames.ip(to) + udp + Frames.u16(ipBytes - 20)
                    + "0000";
        }
        String header = "60200000" + Frames.u16(ipBytes - 40) + "113f";
        return header + Frames.ip(from) + Frames.ip(to) + udp + Frames.u16(ipBytes - 40) + "0000";
    }

    private void tooBig(int mtu, String quoted) {
        String message = Frames.icmp("0304" + "0000" + "0000" + Frames.u16(mtu) + quoted);
        rig.read(Frames.frame(MAC, PEER_MAC, 0x0800, Frames.ipv4(ROUTER, OWN, 1, 0, 0, message)));
    }

    private void tooBig6(long mtu, String quoted) {
        String message = Frames.icmpv6(ROUTER6, OWN6, "0200" + "0000" + Frames.u32(mtu) + quoted);
        rig.read(Frames.frame(
                MAC, PEER_MAC, 0x86dd, Frames.ipv6(ROUTER6, OWN6, 58, 64, 0, message)));
    }

    @Test
    void shouldTellWhatARouterCarries() {
        tooBig(1_400, quoted(OWN, PEER, PORT, 1_500));
        assertEquals(List.of("mtu 198.18.7.1 1400"), rig.told);
        assertEquals(1_400, rig.stack.pathMtuBytes(PEER.high(), PEER.low()));
        tooBig6(1_300, quoted(OWN6, PEER6, PORT, 1_500));
        assertEquals("mtu " + PEER6.host() + " 1300", rig.told.getLast());
        assertEquals(2, rig.count(FrameCount.PATH_MTU_LEARNT));
        // Said again, or larger, it is no news.
        tooBig(1_400, quoted(OWN, PEER, PORT, 1_500));
        tooBig(1_450, quoted(OWN, PEER, PORT, 1_500));
        assertEquals(2, rig.told.size());
        assertEquals(4, rig.count(FrameCount.ICMP_ERROR));
    }

    @Test
    void shouldBoundWhatItIsTold() {
        tooBig(1, quoted(OWN, PEER, PORT, 1_500));
        tooBig6(1, quoted(OWN6, PEER6, PORT, 1_500));
        assertEquals(576, rig.stack.pathMtuBytes(PEER.high(), PEER.low()));
        assertEquals(1_280, rig.stack.pathMtuBytes(PEER6.high(), PEER6.low()));
    }

    @Test
    void shouldNotBelieveWhatQuotesOthers() {
        NetAddress stranger = NetAddress.parse("198.18.7.99");
        tooBig(1_400, quoted(OWN, PEER, PORT + 1, 1_500)); // Not our port.
        tooBig(1_400, quoted(PEER, OWN, PORT, 1_500)); // Not our address.
        tooBig(1_400, quoted(OWN, stranger, PORT, 1_500)); // Nobody we talk to.
        tooBig(1_400, quoted(OWN, PEER, PORT, 1_400)); // It was small enough.
        tooBig(1_400, quoted(OWN, PEER, PORT, 1_500).substring(0, 54)); // Cut.
        tooBig(1_400, quoted(OWN, PEER, PORT, 1_500).replaceFirst("3f11", "3f06")); // TCP.
        tooBig6(1_300, quoted(OWN6, PEER6, PORT + 1, 1_500));
        tooBig6(-1, quoted(OWN6, PEER6, PORT, 1_500));
        assertEquals(List.of(), rig.told);
        assertEquals(8, rig.count(FrameCount.ICMP_FORGED));
        assertEquals(0, rig.count(FrameCount.ICMP_ERROR));
    }

    @Test
    void shouldCountOtherErrors() {
        String message = Frames.icmp("0303" + "0000" + "00000000" + quoted(OWN, PEER, PORT, 100));
        rig.read(Frames.frame(MAC, PEER_MAC, 0x0800, Frames.ipv4(PEER, OWN, 1, 0, 0, message)));
        assertEquals(1, rig.count(FrameCount.ICMP_ERROR));
        assertEquals(List.of(), rig.told);
        String redirect =
                Frames.icmp("0501" + "0000" + Frames.ip(ROUTER) + quoted(OWN, PEER, PORT, 100));
        rig.read(Frames.frame(MAC, PEER_MAC, 0x0800, Frames.ipv4(PEER, OWN, 1, 0, 0, redirect)));
        assertEquals(1, rig.count(FrameCount.DROPPED_CONTROL));
    }
}
