package io.heddle.dpdk.frames;

import static io.heddle.dpdk.frames.Rig.MAC;
import static io.heddle.dpdk.frames.Rig.MS;
import static io.heddle.dpdk.frames.Rig.OTHER_MAC;
import static io.heddle.dpdk.frames.Rig.OWN;
import static io.heddle.dpdk.frames.Rig.OWN6;
import static io.heddle.dpdk.frames.Rig.PEER;
import static io.heddle.dpdk.frames.Rig.PEER6;
import static io.heddle.dpdk.frames.Rig.PEER_MAC;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.net.NetAddress;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.List;

/** Own addresses: announced, asked for, defended; and echo. */
class ControlTest {
    private static final NetAddress ALL_NODES = NetAddress.parse("ff02::1");
    private static final NetAddress OWN_GROUP = NetAddress.parse("ff02::1:ff00:2");
    private static final long OWN_GROUP_MAC = Mac.parse("33:33:ff:00:00:02");
    private static final NetAddress NOWHERE = NetAddress.parse("::");
    private static final String PADDING = "00".repeat(18);

    private final Rig rig = new Rig(Rig.BOTH);

    @BeforeEach
    void begin() {
        rig.after(0);
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private void settle() {
        rig.run(3_000 * MS);
        rig.takeSent();
    }

    private static String announcement() {
        return Frames.arpRequest(MAC, OWN, OWN) + PADDING;
    }

    private static String announcement6() {
        return Frames.discovery(
                Mac.parse("33:33:00:00:00:01"),
                MAC,
                OWN6,
                ALL_NODES,
                136,
                0x2000_0000L,
                OWN6,
                Frames.option(2, MAC));
    }

    @Test
    void shouldAskForItsAddressesAndAnnounceThem() {
        String question = Frames.arpRequest(MAC, NetAddress.parse("0.0.0.0"), OWN) + PADDING;
        String question6 =
                Frames.discovery(OWN_GROUP_MAC, MAC, NOWHERE, OWN_GROUP, 135, 0, OWN6, "");
        assertEquals(List.of(question, question6), rig.takeSent());
        rig.run(110 * MS);
        assertEquals(List.of(question, question6), rig.takeSent());
        rig.run(200 * MS);
        assertEquals(List.of(announcement(), announcement6()), rig.takeSent());
        rig.run(10_000 * MS);
        assertEquals(List.of(announcement(), announcement6()), rig.takeSent());
        assertEquals(4, rig.count(FrameCount.ANNOUNCED));
    }

    @Test
    void shouldAnswerWhoAsksForItsAddress() {
        settle();
        rig.read(Frames.arpRequest(PEER_MAC, PEER, OWN));
        assertEquals(List.of(Frames.arpReply(MAC, OWN, PEER_MAC, PEER) + PADDING), rig.takeSent());
        rig.read(Frames.arpRequest(PEER_MAC, NetAddress.parse("0.0.0.0"), OWN)); // A probe.
        assertEquals(
                List.of(Frames.arp(PEER_MAC, 2, MAC, OWN, PEER_MAC, NetAddress.parse("0.0.0.0"))
                        + PADDING),
                rig.takeSent());
        rig.read(Frames.arpRequest(PEER_MAC, PEER, NetAddress.parse("198.18.7.9")));
        assertEquals(List.of(), rig.takeSent());
        rig.read(solicitation(PEER6, Frames.option(1, PEER_MAC)));
        assertEquals(List.of(advertisement()), rig.takeSent());
        // Without the option the station that sent the frame is meant.
        rig.read(solicitation(PEER6, ""));
        assertEquals(List.of(advertisement()), rig.takeSent());
        assertEquals(2, rig.count(FrameCount.ARP_ANSWERED));
        assertEquals(2, rig.count(FrameCount.ND_ANSWERED));
        assertEquals(List.of(), rig.told);
    }

    private static String solicitation(NetAddress from, String option) {
        return Frames.discovery(OWN_GROUP_MAC, PEER_MAC, from, OWN_GROUP, 135, 0, OWN6, option);
    }

    private static String advertisement() {
        return Frames.discovery(
                PEER_MAC, MAC, OWN6, PEER6, 136, 0x6000_0000L, OWN6, Frames.option(2, MAC));
    }

    @Test
    void shouldTellOfASecondStationWithItsAddressAndDefendIt() {
        settle();
        rig.read(Frames.arpRequest(OTHER_MAC, OWN, PEER));
        rig.read(Frames.arpReply(OTHER_MAC, OWN, MAC, OWN));
        String duplicate = "duplicate 198.18.7.2 02:00:00:00:00:0c";
        assertEquals(List.of(duplicate), rig.told);
        assertEquals(List.of(announcement()), rig.takeSent());
        assertEquals(2, rig.count(FrameCount.DUPLICATE_ADDRESS));
        rig.run(Claims.DEFEND_NS);
        rig.read(Frames.arpRequest(OTHER_MAC, OWN, OWN));
        assertEquals(List.of(duplicate, duplicate), rig.told);
        assertEquals(List.of(announcement()), rig.takeSent());
    }

    @Test
    void shouldTellOfASecondStationByIpv6() {
        settle();
        // Another one asks whether it may have the address, then advertises it.
        rig.read(Frames.discovery(OWN_GROUP_MAC, OTHER_MAC, NOWHERE, OWN_GROUP, 135, 0, OWN6, ""));
        assertEquals(List.of(announcement6()), rig.takeSent());
        rig.read(Frames.discovery(
                Mac.multicast(1),
                OTHER_MAC,
                OWN6,
                ALL_NODES,
                136,
                0x2000_0000L,
                OWN6,
                Frames.option(2, OTHER_MAC)));
        assertEquals(List.of("duplicate " + OWN6.host() + " 02:00:00:00:00:0c"), rig.told);
        assertEquals(List.of(), rig.takeSent());
        assertEquals(2, rig.count(FrameCount.DUPLICATE_ADDRESS));
    }

    @Test
    void shouldAnnounceNothingThatWasContestedFromTheStart() {
        rig.read(Frames.arpReply(OTHER_MAC, OWN, MAC, NetAddress.parse("0.0.0.0")));
        assertEquals(1, rig.told.size());
        rig.takeSent();
        rig.run(5_000 * MS);
        assertTrue(rig.sent.stream().noneMatch(announcement()::equals));
    }

    @Test
    void shouldAnswerPings() {
        var peers = new Layer3(
                List.of(Subnet.parse("198.18.7.1/24"), Subnet.parse("fd00:7::1/64")), List.of(), 0);
        try (var peer = new Rig(new FrameConfig(peers, PEER_MAC, 9, 1_500, false))) {
            peer.read(Frames.LINUX_PING4);
            String ping = Frames.plain(Frames.LINUX_PING4);
            String body = "00" + ping.substring(70);
            String packet = Frames.ipv4(
                    PEER,
                    OWN,
                    1,
                    0x4000,
                    0,
                    Frames.icmp(body.substring(0, 4) + "0000" + body.substring(8)));
            assertEquals(List.of(Frames.frame(MAC, PEER_MAC, 0x0800, packet)), peer.takeSent());
            peer.read(Frames.LINUX_PING6);
            String ping6 = Frames.plain(Frames.LINUX_PING6);
            String message = "81000000" + ping6.substring(2 * 54 + 8);
            String packet6 =
                    Frames.ipv6(PEER6, OWN6, 58, 64, 0, Frames.icmpv6(PEER6, OWN6, message));
            assertEquals(List.of(Frames.frame(MAC, PEER_MAC, 0x86dd, packet6)), peer.takeSent());
            assertEquals(2, peer.count(FrameCount.ECHO_ANSWERED));
        }
    }

    @Test
    void shouldAnswerFloodsInPart() {
        settle();
        String ping = ping("aa".repeat(8));
        for (int count = 0; count < 1_000; count++) {
            rig.read(ping);
        }
        assertEquals(64, rig.takeSent().size());
        rig.after(1_000 * MS);
        for (int count = 0; count < 1_000; count++) {
            rig.read(ping);
        }
        assertEquals(64, rig.takeSent().size());
        assertEquals(2_000 - 128, rig.count(FrameCount.ANSWERS_WITHHELD));
    }

    @Test
    void shouldAnswerPingsOfOneFrame() {
        settle();
        rig.read(ping("aa".repeat(1_472)));
        assertEquals(1, rig.takeSent().size());
        rig.read(ping("aa".repeat(1_473)));
        assertEquals(List.of(), rig.takeSent());
    }

    private static String ping(String payload) {
        String message = Frames.icmp("0800" + "0000" + "00010002" + payload);
        return Frames.frame(MAC, PEER_MAC, 0x0800, Frames.ipv4(PEER, OWN, 1, 0, 0, message));
    }

    @Test
    void shouldDropMalformedControl() {
        settle();
        String arp = Frames.arpRequest(PEER_MAC, PEER, OWN);
        rig.read(arp.substring(0, arp.length() - 2));
        rig.read(arp.replace("000108000604", "000108000605"));
        assertEquals(2, rig.count(FrameCount.DROPPED_MALFORMED));
        rig.read(Frames.arpRequest(Mac.BROADCAST, PEER, OWN));
        rig.read(Frames.arpRequest(PEER_MAC, NetAddress.parse("224.0.0.1"), OWN));
        assertEquals(2, rig.count(FrameCount.DROPPED_SOURCE));
        for (String option : List.of("0100", "01", "0102" + "00".repeat(6), "0101")) {
            rig.read(solicitation(PEER6, option));
        }
        assertEquals(6, rig.count(FrameCount.DROPPED_MALFORMED));
        String routed = solicitation(PEER6, "").replaceFirst("3aff", "3a40");
        rig.read(routed);
        assertEquals(7, rig.count(FrameCount.DROPPED_MALFORMED));
        rig.read(solicitation(PEER6, "").replaceFirst(Frames.ip(OWN6) + "$", Frames.ip(PEER6)));
        assertEquals(1, rig.count(FrameCount.DROPPED_CHECKSUM));
        assertEquals(List.of(), rig.takeSent());
    }
}
