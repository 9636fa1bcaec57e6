package io.heddle.dpdk.frames;

import static io.heddle.dpdk.frames.Rig.MS;
import static io.heddle.dpdk.frames.Rig.OWN;
import static io.heddle.dpdk.frames.Rig.OWN6;
import static io.heddle.dpdk.frames.Rig.PEER;
import static io.heddle.dpdk.frames.Rig.PEER6;
import static io.heddle.dpdk.frames.Rig.PEER_MAC;
import static io.heddle.dpdk.frames.Rig.PEER_PORT;
import static io.heddle.dpdk.frames.Rig.PORT;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.heddle.net.NetAddress;

import org.junit.jupiter.api.Test;

import java.util.List;

/** What is sent is, byte for byte, what Linux sends. */
class FrameWriterTest {
    private static final String TEXT = "warp and weft";

    private static void meet(Rig rig) {
        assertEquals("pending", rig.write(PEER, PEER_PORT, TEXT));
        assertEquals("pending", rig.write(PEER6, PEER_PORT, TEXT));
        rig.answerArp(PEER_MAC, PEER);
        rig.read(Frames.discovery(
                Rig.MAC,
                PEER_MAC,
                PEER6,
                OWN6,
                136,
                0x6000_0000L,
                PEER6,
                Frames.option(2, PEER_MAC)));
    }

    @Test
    void shouldWriteWhatLinuxWrites() {
        try (var rig = new Rig(Rig.BOTH)) {
            meet(rig);
            // Over IPv4 there is no UDP checksum.
            String linux = Frames.plain(Frames.LINUX_UDP4).replace("0015c516", "00150000");
            assertEquals(linux, rig.write(PEER, PEER_PORT, TEXT));
            // The flow label is 0, which no checksum covers.
            String linux6 = Frames.plain(Frames.LINUX_UDP6).replace("6023c40f", "60200000");
            assertEquals(linux6, rig.write(PEER6, PEER_PORT, TEXT));
        }
    }

    @Test
    void shouldGiveADeviceTheSumOfThePseudoHeader() {
        var config = new FrameConfig(Rig.BOTH, Rig.MAC, PORT, 1_500, true);
        try (var rig = new Rig(config)) {
            meet(rig);
            String udp = rig.write(PEER, PEER_PORT, TEXT).substring(2 * 34);
            String pseudo = Frames.ip(OWN) + Frames.ip(PEER) + "00110015";
            assertEquals(Frames.u16(~Frames.checksum(pseudo)), udp.substring(12, 16));
            String udp6 = rig.write(PEER6, PEER_PORT, TEXT).substring(2 * 54);
            String pseudo6 = Frames.ip(OWN6) + Frames.ip(PEER6) + "00110015";
            assertEquals(Frames.u16(~Frames.checksum(pseudo6)), udp6.substring(12, 16));
        }
    }

    @Test
    void shouldTagItsVlan() {
        var layer3 = new Layer3(Rig.BOTH.subnets(), List.of(), 77);
        try (var rig = new Rig(layer3)) {
            assertEquals("pending", rig.write(PEER, PEER_PORT, TEXT));
            assertEquals(
                    "ffffffffffff" + Frames.mac(Rig.MAC) + "8100004d0806",
                    rig.takeSent().getFirst().substring(0, 36));
            rig.read(Frames.arpReply(PEER_MAC, PEER, Rig.MAC, OWN)
                    .replaceFirst("0806", "8100004d0806"));
            String linux = Frames.plain(Frames.LINUX_UDP4).replace("0015c516", "00150000");
            assertEquals(
                    linux.replaceFirst("0b0800", "0b8100004d0800"),
                    rig.write(PEER, PEER_PORT, TEXT));
        }
    }

    @Test
    void shouldSendThroughTheGatewayOfTheLongestPrefix() {
        NetAddress near = NetAddress.parse("198.18.7.253");
        NetAddress far = NetAddress.parse("198.18.7.254");
        var layer3 = new Layer3(
                List.of(Subnet.parse("198.18.7.2/24")),
                List.of(
                        new Route(NetAddress.parse("0.0.0.0"), 0, far),
                        new Route(NetAddress.parse("10.1.0.0"), 16, near)),
                0);
        try (var rig = new Rig(layer3)) {
            assertAsks(rig, "10.1.2.3", near);
            assertAsks(rig, "10.2.2.3", far);
            assertAsks(rig, "198.18.7.9", NetAddress.parse("198.18.7.9"));
            rig.answerArp(PEER_MAC, near);
            String frame = rig.write(NetAddress.parse("10.1.2.3"), 9, TEXT);
            assertEquals(Frames.mac(PEER_MAC), frame.substring(0, 12));
            assertEquals("0a010203", frame.substring(60, 68));
        }
    }

    private static void assertAsks(Rig rig, String remote, NetAddress next) {
        rig.takeSent();
        assertEquals("pending", rig.write(NetAddress.parse(remote), 9, TEXT));
        String asked = rig.takeSent().getFirst();
        assertEquals(Frames.ip(next), asked.substring(76, 84));
    }

    @Test
    void shouldReachNobodyWhereNoWayLeads() {
        try (var rig = new Rig(Rig.BOTH)) {
            for (String nobody : List.of(
                    "10.0.0.1", // No route.
                    "198.18.7.2", // Itself.
                    "198.18.7.255",
                    "224.0.0.1",
                    "255.255.255.255",
                    "127.0.0.1",
                    "0.0.0.0",
                    "::",
                    "::1",
                    "ff02::1",
                    "fd00:8::1")) {
                assertEquals("unreachable", rig.write(NetAddress.parse(nobody), 9, TEXT), nobody);
            }
            assertEquals(List.of(), rig.sent);
            assertEquals(11, rig.count(FrameCount.UNREACHABLE));
        }
    }

    /** Sizes and addresses change the sums; each is checked by the receiving half of another stack. */
    @Test
    void shouldWriteGoodChecksumsOfAllSizes() {
        try (var rig = new Rig(Rig.BOTH)) {
            meet(rig);
            for (int length = 0; length <= 1_452; length++) {
                String text = "~".repeat(length);
                for (NetAddress to : List.of(PEER, PEER6)) {
                    String frame = rig.write(to, PEER_PORT, text);
                    assertEquals(0, sum(frame, to.isIpv4()), "of " + length);
                }
            }
        }
    }

    /** What is left of the checksum: 0 if it is good. */
    private static int sum(String frame, boolean isIpv4) {
        if (isIpv4) {
            return Frames.checksum(frame.substring(28, 68));
        }
        String udp = frame.substring(108);
        String pseudo = frame.substring(44, 108) + Frames.u32(udp.length() / 2) + Frames.u32(17);
        return Frames.checksum(pseudo + udp + (udp.length() % 4 == 0 ? "" : "00"));
    }

    @Test
    void shouldKeepToTheMtu() {
        try (var rig = new Rig(Rig.BOTH)) {
            assertEquals(1_472, rig.stack.payloadBytes(true));
            assertEquals(1_452, rig.stack.payloadBytes(false));
            rig.after(MS);
        }
    }
}
