package io.heddle.dpdk.frames;

import static io.heddle.dpdk.frames.FrameStack.DATA;
import static io.heddle.dpdk.frames.FrameStack.DROPPED;
import static io.heddle.dpdk.frames.Rig.MAC;
import static io.heddle.dpdk.frames.Rig.OWN;
import static io.heddle.dpdk.frames.Rig.OWN6;
import static io.heddle.dpdk.frames.Rig.PEER;
import static io.heddle.dpdk.frames.Rig.PEER6;
import static io.heddle.dpdk.frames.Rig.PEER_MAC;
import static io.heddle.dpdk.frames.Rig.PEER_PORT;
import static io.heddle.dpdk.frames.Rig.PORT;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.net.NetAddress;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.List;

/** Each kind of frame, and each reason to drop one. */
class FrameReaderTest {
    private static final NetAddress FROM = Frames.at(PEER, PEER_PORT);
    private static final NetAddress TO = Frames.at(OWN, PORT);
    private static final NetAddress FROM6 = Frames.at(PEER6, PEER_PORT);
    private static final NetAddress TO6 = Frames.at(OWN6, PORT);

    private final Rig rig = new Rig(Rig.BOTH);

    @AfterEach
    void close() {
        rig.close();
    }

    private void assertDropped(FrameCount reason, String frame) {
        long before = rig.count(reason);
        assertEquals(DROPPED, rig.read(frame), reason.label());
        assertEquals(before + 1, rig.count(reason), reason.label());
    }

    private static String frame4(String packet) {
        return Frames.frame(MAC, PEER_MAC, 0x0800, packet);
    }

    private static String frame6(String packet) {
        return Frames.frame(MAC, PEER_MAC, 0x86dd, packet);
    }

    private static String packet4() {
        return Frames.ipv4(FROM, TO, 17, 0x4000, 2, Frames.udp(FROM, TO, "warp"));
    }

    private static String packet6() {
        return Frames.ipv6(FROM6, TO6, 17, 64, 2, Frames.udp(FROM6, TO6, "warp"));
    }

    @Test
    void shouldTakeDatagramsOfBothFamilies() {
        assertEquals(DATA, rig.read(Frames.datagram(FROM, TO, 2, "warp and weft")));
        assertEquals("warp and weft", rig.payload());
        assertEquals(FROM, rig.remote());
        assertFalse(rig.stack.isMarked());
        assertEquals(DATA, rig.read(Frames.datagram(FROM6, TO6, 3, "weft")));
        assertEquals("weft", rig.payload());
        assertEquals(FROM6, rig.remote());
        assertTrue(rig.stack.isMarked());
        assertEquals(DATA, rig.read(Frames.datagram(FROM, TO, 3, "")));
        assertEquals("", rig.payload());
        assertTrue(rig.stack.isMarked());
        assertEquals(3, rig.count(FrameCount.DATAGRAMS));
    }

    /** Linux sends to the peer of the rig; here a stack is that peer. */
    @Test
    void shouldTakeWhatLinuxSends() {
        var peers = new Layer3(
                List.of(Subnet.parse("198.18.7.1/24"), Subnet.parse("fd00:7::1/64")), List.of(), 0);
        try (var peer = new Rig(new FrameConfig(peers, PEER_MAC, PEER_PORT, 1_500, false))) {
            for (String frame : List.of(Frames.LINUX_UDP4, Frames.LINUX_UDP6)) {
                assertEquals(DATA, peer.read(frame));
                assertEquals("warp and weft", peer.payload());
                assertEquals(PORT, peer.remote().port());
            }
        }
    }

    @Test
    void shouldTakePaddedFramesAndOptions() {
        assertEquals(DATA, rig.read(frame4(packet4()) + "00".repeat(14)));
        assertEquals("warp", rig.payload());
        String header = "46" + "00" + Frames.u16(24 + 12) + "00000000" + "4011";
        String end = Frames.ip(PEER) + Frames.ip(OWN) + "01010100";
        String udp = Frames.udp(FROM, TO, "warp");
        String packet = header + Frames.u16(Frames.checksum(header + end)) + end + udp;
        assertEquals(DATA, rig.read(frame4(packet)));
        assertEquals("warp", rig.payload());
    }

    @Test
    void shouldKeepToItsVlan() {
        String tagged = Frames.tagged(MAC, PEER_MAC, 77, 0x0800, packet4());
        String priority = Frames.tagged(MAC, PEER_MAC, 0xe000, 0x0800, packet4());
        assertDropped(FrameCount.DROPPED_VLAN, tagged);
        assertEquals(DATA, rig.read(priority));
        assertEquals(DROPPED, rig.read(frame4(packet4()), 77, 0));
        assertEquals(DATA, rig.read(frame4(packet4()), 0, 0));
        assertDropped(FrameCount.DROPPED_SHORT, tagged.substring(0, 34));
        try (var vlan = new Rig(new Layer3(Rig.BOTH.subnets(), List.of(), 77))) {
            assertEquals(DATA, vlan.read(tagged));
            assertEquals(DATA, vlan.read(frame4(packet4()), 77 | 0x6000, 0));
            assertEquals(DROPPED, vlan.read(frame4(packet4())));
            assertEquals(DROPPED, vlan.read(frame4(packet4()), 78, 0));
            assertEquals(DROPPED, vlan.read(priority));
            assertEquals(3, vlan.count(FrameCount.DROPPED_VLAN));
            // Two tags are not ours.
            assertEquals(DROPPED, vlan.read(tagged, 77, 0));
            assertEquals(1, vlan.count(FrameCount.DROPPED_TYPE));
        }
    }

    @Test
    void shouldDropWhatIsForOthers() {
        assertDropped(
                FrameCount.DROPPED_OTHER_STATION,
                Frames.frame(Rig.OTHER_MAC, PEER_MAC, 0x0800, packet4()));
        assertDropped(FrameCount.DROPPED_OWN, Frames.frame(MAC, MAC, 0x0800, packet4()));
        assertDropped(FrameCount.DROPPED_TYPE, Frames.frame(MAC, PEER_MAC, 0x88cc, packet4()));
        assertDropped(
                FrameCount.DROPPED_SOURCE, Frames.frame(MAC, Mac.BROADCAST, 0x0800, packet4()));
        assertDropped(
                FrameCount.DROPPED_OTHER_ADDRESS,
                Frames.frame(Mac.BROADCAST, PEER_MAC, 0x0800, packet4()));
        for (String other : List.of("198.18.7.3", "224.0.0.1", "198.18.7.255", "0.0.0.0")) {
            NetAddress to = Frames.at(NetAddress.parse(other), PORT);
            assertDropped(FrameCount.DROPPED_OTHER_ADDRESS, Frames.datagram(FROM, to, 0, "x"));
        }
        NetAddress to = Frames.at(NetAddress.parse("fd00:7::3"), PORT);
        assertDropped(FrameCount.DROPPED_OTHER_ADDRESS, Frames.datagram(FROM6, to, 0, "x"));
        assertDropped(
                FrameCount.DROPPED_OTHER_PORT,
                Frames.datagram(FROM, Frames.at(OWN, PORT + 1), 0, "x"));
        assertDropped(
                FrameCount.DROPPED_PROTOCOL, frame4(Frames.ipv4(FROM, TO, 6, 0x4000, 0, "00")));
        assertDropped(
                FrameCount.DROPPED_PROTOCOL, frame6(Frames.ipv6(FROM6, TO6, 59, 64, 0, "00")));
    }

    @Test
    void shouldDropImpossibleSources() {
        for (String source :
                List.of("198.18.7.2", "224.0.0.1", "198.18.7.255", "0.0.0.0", "127.0.0.1")) {
            NetAddress from = Frames.at(NetAddress.parse(source), PEER_PORT);
            assertDropped(FrameCount.DROPPED_SOURCE, Frames.datagram(from, TO, 0, "x"));
        }
        for (String source : List.of("fd00:7::2", "::", "::1", "ff02::1")) {
            NetAddress from = Frames.at(NetAddress.parse(source), PEER_PORT);
            assertDropped(FrameCount.DROPPED_SOURCE, Frames.datagram(from, TO6, 0, "x"));
        }
        String mapped = packet6().substring(0, 16) + "00".repeat(10) + "ffffc6120701"
                + packet6().substring(48);
        assertDropped(FrameCount.DROPPED_SOURCE, frame6(mapped));
        assertDropped(FrameCount.DROPPED_SOURCE, Frames.datagram(Frames.at(PEER, 0), TO, 0, "x"));
    }

    @Test
    void shouldDropFragmentsAndExtensions() {
        String udp = Frames.udp(FROM, TO, "warp");
        for (int flags : new int[] {0x2000, 0x2001, 0x0001, 0x1fff}) {
            assertDropped(
                    FrameCount.DROPPED_FRAGMENT, frame4(Frames.ipv4(FROM, TO, 17, flags, 0, udp)));
        }
        assertDropped(FrameCount.DROPPED_FRAGMENT, frame6(Frames.ipv6(FROM6, TO6, 44, 64, 0, udp)));
        for (int next : new int[] {0, 43, 60}) {
            assertDropped(
                    FrameCount.DROPPED_EXTENSION,
                    frame6(Frames.ipv6(FROM6, TO6, next, 64, 0, udp)));
        }
    }

    @Test
    void shouldDropWrongChecksums() {
        String good = frame4(packet4());
        assertDropped(FrameCount.DROPPED_CHECKSUM, good.replaceFirst("4011", "4111"));
        assertDropped(FrameCount.DROPPED_CHECKSUM, good.replaceFirst("77617270", "77617271"));
        String good6 = frame6(packet6());
        assertDropped(FrameCount.DROPPED_CHECKSUM, good6.replaceFirst("77617270", "77617271"));
        int udp6 = 2 * (14 + 40);
        String none6 = good6.substring(0, udp6 + 12) + "0000" + good6.substring(udp6 + 16);
        assertDropped(FrameCount.DROPPED_CHECKSUM, none6);
        // Over IPv4 there may be none, and a device may have looked already.
        int udp = 2 * (14 + 20);
        assertEquals(
                DATA, rig.read(good.substring(0, udp + 12) + "0000" + good.substring(udp + 16)));
        String wrong = good.replaceFirst("77617270", "77617271");
        assertEquals(DATA, rig.read(wrong, -1, FrameStack.UDP_CHECKED));
        String wrongIp = good.replaceFirst("4011", "4111");
        assertEquals(DATA, rig.read(wrongIp, -1, FrameStack.IP_CHECKED));
        assertEquals(DROPPED, rig.read(good, -1, FrameStack.UDP_BAD));
        assertEquals(DROPPED, rig.read(good, -1, FrameStack.IP_BAD));
    }

    /** A kernel on the other end of a veth leaves the rest to a device that is not there. */
    @Test
    void shouldTakePartialChecksums() {
        String udp = Frames.u16(PEER_PORT) + Frames.u16(PORT) + "000c";
        String half = Frames.ip(PEER) + Frames.ip(OWN) + "0011000c";
        String sum = Frames.u16(~Frames.checksum(half));
        String packet = Frames.ipv4(FROM, TO, 17, 0x4000, 0, udp + sum + "77617270");
        assertEquals(DATA, rig.read(frame4(packet)));
        String half6 = Frames.ip(PEER6) + Frames.ip(OWN6) + "0011000c";
        String sum6 = Frames.u16(~Frames.checksum(half6));
        String packet6 = Frames.ipv6(FROM6, TO6, 17, 64, 0, udp + sum6 + "77617270");
        assertEquals(DATA, rig.read(frame6(packet6)));
    }

    @Test
    void shouldDropEveryCutOfAFrame() {
        for (String whole : List.of(frame4(packet4()), frame6(packet6()))) {
            for (int bytes = 0; bytes < whole.length() / 2; bytes++) {
                assertEquals(DROPPED, rig.read(whole.substring(0, 2 * bytes)), "of " + bytes);
            }
        }
    }

    @Test
    void shouldDropMalformedLengths() {
        String good = packet4();
        for (String start : List.of("55", "65", "44", "40", "4f")) {
            assertDropped(FrameCount.DROPPED_MALFORMED, frame4(start + good.substring(2)));
        }
        for (int total : new int[] {0, 19, 33, 0xffff}) {
            String wrong = good.substring(0, 4) + Frames.u16(total) + good.substring(8);
            assertDropped(FrameCount.DROPPED_MALFORMED, frame4(wrong));
        }
        String good6 = packet6();
        assertDropped(FrameCount.DROPPED_MALFORMED, frame6("5" + good6.substring(1)));
        assertDropped(
                FrameCount.DROPPED_MALFORMED,
                frame6(good6.substring(0, 8) + "000d" + good6.substring(12)));
        for (int length : new int[] {0, 7, 13, 0xffff}) {
            String udp = Frames.u16(PEER_PORT) + Frames.u16(PORT) + Frames.u16(length) + "0000";
            assertDropped(
                    FrameCount.DROPPED_MALFORMED,
                    frame4(Frames.ipv4(FROM, TO, 17, 0x4000, 0, udp + "77617270")));
        }
        assertDropped(
                FrameCount.DROPPED_MALFORMED, frame4(Frames.ipv4(FROM, TO, 17, 0x4000, 0, "1122")));
    }
}
