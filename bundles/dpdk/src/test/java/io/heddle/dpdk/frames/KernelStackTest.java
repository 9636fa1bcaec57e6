package io.heddle.dpdk.frames;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.net.NetAddress;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Talks with the kernel's own stack over a veth: what no vector of ours can get wrong on both ends. */
class KernelStackTest {
    private static final int PORT = 4_791;
    private static final int KERNEL_PORT = 7_001;
    private static final String OWN = "198.18.7.2";
    private static final String OWN6 = "fd00:7::2";
    private static final String KERNEL = "198.18.7.1";
    private static final String KERNEL6 = "fd00:7::1";

    /** Behind the kernel, by a link of 1,400 bytes. */
    private static final String BEHIND = "198.18.9.9";

    private static @Nullable KernelPeer peer;

    private RawLink link;

    KernelStackTest() throws IOException {
        Assumptions.assumeTrue(peer != null, "needs root and the command ip");
        var layer3 = new Layer3(
                List.of(Subnet.parse(OWN + "/24"), Subnet.parse(OWN6 + "/64")),
                List.of(new Route(NetAddress.parse("0.0.0.0"), 0, NetAddress.parse(KERNEL))),
                0);
        link = new RawLink(KernelPeer.NEAR, new FrameConfig(layer3, Rig.MAC, PORT, 1_500, false));
    }

    @BeforeAll
    static void make() throws IOException {
        peer = KernelPeer.make();
    }

    @AfterAll
    static void remove() throws IOException {
        if (peer != null) {
            peer.close();
        }
    }

    @BeforeEach
    void forget() throws IOException {
        KernelPeer.ip("neigh flush all");
    }

    @AfterEach
    void close() {
        link.close();
    }

    private static NetAddress at(String host, int port) {
        return Frames.at(NetAddress.parse(host), port);
    }

    private void receives(DatagramChannel socket, String text) {
        ByteBuffer got = ByteBuffer.allocate(4_096);
        link.until(
                () -> {
                    try {
                        return socket.receive(got) != null;
                    } catch (IOException failed) {
                        throw new UncheckedIOException(failed);
                    }
                },
                "the kernel gets a datagram of " + text.length());
        assertEquals(text, new String(got.array(), 0, got.position(), StandardCharsets.US_ASCII));
    }

    private static void send(DatagramChannel socket, String host, String text) throws IOException {
        socket.send(
                ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)),
                new InetSocketAddress(host, PORT));
    }

    private void talk(String kernel, String own, int most) throws IOException {
        try (DatagramChannel socket = KernelPeer.socket(kernel, KERNEL_PORT)) {
            // We ask first; the answer comes over what the kernel learnt from the question or asks.
            link.send(at(kernel, KERNEL_PORT), "warp");
            receives(socket, "warp");
            send(socket, own, "weft");
            link.until(() -> !link.received.isEmpty(), "we get a datagram");
            assertEquals("weft", link.received.remove());
            assertEquals(at(kernel, KERNEL_PORT), link.remote);
            for (int length : new int[] {0, 1, 2, 17, 18, 19, 1_000, most - 1, most}) {
                String text = "w".repeat(length);
                link.send(at(kernel, KERNEL_PORT), text);
                receives(socket, text);
                send(socket, own, text);
                link.until(() -> !link.received.isEmpty(), "we get a datagram of " + length);
                assertEquals(text, link.received.remove());
            }
        }
        assertEquals(List.of(), link.told);
    }

    @Test
    void shouldTalkByIpv4() throws IOException {
        talk(KERNEL, OWN, 1_472);
    }

    @Test
    void shouldTalkByIpv6() throws IOException {
        talk(KERNEL6, OWN6, 1_452);
    }

    @Test
    void shouldBeFoundByTheKernel() throws IOException {
        for (String own : List.of(OWN, OWN6)) {
            String kernel = own.equals(OWN) ? KERNEL : KERNEL6;
            try (DatagramChannel socket = KernelPeer.socket(kernel, KERNEL_PORT)) {
                send(socket, own, "weft");
                link.until(() -> !link.received.isEmpty(), "we get a datagram");
                assertEquals("weft", link.received.remove());
            }
            String known = KernelPeer.say("ip neigh show " + own);
            assertTrue(known.contains("02:00:00:00:00:0b"), known);
        }
    }

    @Test
    void shouldAnswerPings() throws IOException {
        for (String host : List.of(OWN, OWN6)) {
            Process ping = KernelPeer.start("ping -n -c 3 -i 0.2 -W 5 -s 1400 " + host);
            link.until(() -> !ping.isAlive(), "ping ends");
            String said = new String(ping.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(said.contains("3 received"), said);
        }
    }

    @Test
    void shouldFailWhoIsNotThere() {
        link.send(at("198.18.7.77", 9), "x");
        link.until(() -> !link.told.isEmpty(), "it is dropped");
        assertEquals(List.of("dropped"), link.told);
    }

    @Test
    void shouldNoticeThatTheKernelHasItsAddress() throws IOException {
        KernelPeer.ip("addr add " + OWN + "/24 dev " + KernelPeer.FAR);
        try {
            link.until(() -> !link.told.isEmpty(), "the kernel answers the first question");
            assertEquals(List.of("duplicate " + OWN + " 02:00:00:00:00:0a"), link.told);
        } finally {
            KernelPeer.ip("addr del " + OWN + "/24 dev " + KernelPeer.FAR);
        }
    }

    @Test
    void shouldHearARouterOfASmallLink() throws IOException {
        String complaint = KernelPeer.ip("link add hdlfc mtu 1400 type veth peer name hdlfd");
        for (String line : List.of(
                "addr add 198.18.9.1/24 dev hdlfc",
                "link set hdlfc up",
                "link set hdlfd up",
                "neigh add 198.18.9.9 lladdr 02:00:00:00:00:0e dev hdlfc")) {
            complaint = complaint == null ? KernelPeer.ip(line) : complaint;
        }
        assertEquals(null, complaint);
        assertEquals("", KernelPeer.say("sysctl -qw net.ipv4.ip_forward=1"));
        link.send(at(BEHIND, 9), "w".repeat(1_372));
        link.send(at(BEHIND, 9), "w".repeat(1_373));
        link.until(() -> !link.told.isEmpty(), "the router complains");
        assertEquals(List.of("mtu " + BEHIND + " 1400"), link.told);
        assertEquals(1, link.stack.counts().get(FrameCount.ICMP_ERROR));
    }

    @Test
    void shouldTalkInAVlan() throws IOException {
        String complaint =
                KernelPeer.ip("link add link " + KernelPeer.FAR + " name hdlfv type vlan id 77");
        if (complaint != null) {
            System.out.println("SKIPPED: this kernel has no VLANs: " + complaint);
            Assumptions.abort("this kernel has no VLANs: " + complaint);
        }
        assertEquals(null, KernelPeer.ip("addr add 198.18.8.1/24 dev hdlfv"));
        assertEquals(null, KernelPeer.ip("link set hdlfv up"));
        link.close();
        var layer3 = new Layer3(List.of(Subnet.parse("198.18.8.2/24")), List.of(), 77);
        link = new RawLink(KernelPeer.NEAR, new FrameConfig(layer3, Rig.MAC, PORT, 1_500, false));
        talk("198.18.8.1", "198.18.8.2", 1_472);
    }
}
