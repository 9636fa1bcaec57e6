package io.heddle.testkit.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.foreign.linux.Sockets;
import io.heddle.hardware.Inventory;
import io.heddle.net.NetAddress;
import io.heddle.net.PortStats;
import io.heddle.net.spi.NetDriver;
import io.heddle.net.spi.PortConfig;
import io.heddle.net.spi.ProbeResult;
import io.heddle.testkit.driver.WireTap.Packet;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a driver on sockets of the kernel keeps besides {@link DriverConformance}: what leaves is
 * whole, leaves by the right interface, and can be marked; what the kernel drops is counted.
 */
public abstract class KernelSocketConformance {
    private static final NetAddress LOOPBACK = NetAddress.ipv4(0x7f00_0001, 0);
    private static final NetAddress LOOPBACK_6 = new NetAddress(0, 1, 0);
    private static final Path IPV6 = Path.of("/proc/net/if_inet6");
    private static final int DONT_FRAGMENT = 0x4000;
    private static final long SOON_NS = 30_000_000_000L;

    private final RecordedPortEvents events = new RecordedPortEvents();

    /** The driver under test. */
    protected abstract NetDriver driver();

    /** Whether it tells the codepoint of what it receives; its README says why not. */
    protected boolean seesMarks() {
        return true;
    }

    private PortEnd open(NetAddress bind) {
        return new PortEnd(driver().open(new PortConfig("conformance", bind, 60_000), events));
    }

    @BeforeEach
    void skipWhereTheDriverCannotServe() {
        if (driver().probe(Inventory.read(Path.of("/"))) instanceof ProbeResult.Unusable no) {
            System.out.println(
                    "SKIPPED: " + driver().name() + " cannot serve here: " + no.reasons());
            Assumptions.abort(driver().name() + " cannot serve here: " + no.reasons());
        }
    }

    @Test
    void shouldLoseWhatIsTooLongForUdpAndGoOn() {
        try (PortEnd a = open(LOOPBACK);
                PortEnd b = open(LOOPBACK)) {
            a.prepare(0, 0, 100, 0, b.port.localAddress());
            a.prepare(1, 1, 65_520, 0, b.port.localAddress());
            a.prepare(2, 2, 200, 0, b.port.localAddress());
            a.send(3);
            assertEquals(1, a.port.stats().txDropped());
            assertEquals(3, a.port.stats().txDatagrams());
            int got = 0;
            while (got < 2) {
                got += b.receive(got, 4);
            }
            int first = b.rx[0].lengthBytes();
            assertTrue(first == 100 || first == 200, "got " + first + " bytes");
            assertEquals(300, first + b.rx[1].lengthBytes());
        }
    }

    @Test
    void shouldSendWholeDatagramsByTheMtuOfTheInterface() throws IOException {
        try (SlowLink link = slowLink();
                PortEnd a = open(SlowLink.NEAR);
                WireTap tap = WireTap.on(SlowLink.farName()).of(SlowLink.NEAR)) {
            assertEquals(1_472, a.port.mtuBytes());
            // What the kernel believes about the path must not matter: transport probes it.
            SlowLink.pathMtu(1_200);
            a.prepare(0, 0, a.port.mtuBytes(), 0, SlowLink.FAR);
            a.send(1);
            Packet packet = tap.next(SOON_NS);
            assertEquals(1_500, packet.ipBytes());
            assertEquals(DONT_FRAGMENT, packet.flags());
            assertEquals(Sockets.ECN_ECT0, packet.trafficClass());
            loseWhatIsTooLong(a, tap, SlowLink.FAR, 28);
            assertNotNull(link);
        }
    }

    @Test
    void shouldSendWholeDatagramsOverIpv6() throws IOException {
        Assumptions.assumeTrue(Files.exists(IPV6), "SKIPPED: this kernel has no IPv6");
        try (SlowLink link = slowLink()) {
            assertNotNull(link);
            Assumptions.assumeTrue(SlowLink.addIpv6(), "no IPv6 on a veth");
            try (PortEnd a = open(SlowLink.NEAR_6);
                    WireTap tap = WireTap.on(SlowLink.farName()).of(SlowLink.NEAR_6)) {
                assertEquals(1_452, a.port.mtuBytes());
                a.prepare(0, 0, a.port.mtuBytes(), 0, SlowLink.FAR_6);
                a.send(1);
                Packet packet = tap.next(SOON_NS);
                assertEquals(1_500, packet.ipBytes());
                assertTrue(packet.isUdp(), packet::toString);
                assertEquals(Sockets.ECN_ECT0, packet.trafficClass());
                loseWhatIsTooLong(a, tap, SlowLink.FAR_6, 48);
            }
        }
    }

    /** One byte above the MTU, alone and as segments, is lost; what surrounds it is not. */
    private static void loseWhatIsTooLong(PortEnd a, WireTap tap, NetAddress far, int headers) {
        int tooLong = a.port.mtuBytes() + 1;
        PortStats before = a.port.stats();
        a.prepare(0, 0, 100, 0, far);
        a.prepare(1, 1, tooLong, 0, far);
        a.prepare(2, 2, 200, 0, far);
        a.prepare(3, 3, 3 * tooLong, tooLong, far);
        a.prepare(4, 4, 300, 0, far);
        a.send(5);
        for (int bytes : new int[] {100, 200, 300}) {
            assertEquals(bytes + headers, tap.next(SOON_NS).ipBytes());
        }
        PortStats after = a.port.stats();
        assertTrue(after.txDropped() - before.txDropped() >= 2, after::toString);
        assertEquals(before.txDatagrams() + 7, after.txDatagrams());
        assertEquals(before.txRefused(), after.txRefused());
        assertNull(tap.poll());
    }

    @Test
    void shouldSendByTheInterfaceOfItsAddress() throws IOException {
        try (TwinLink twin = TwinLink.make()) {
            Assumptions.assumeTrue(twin != null, "no namespace can be made here");
            TwinLink.inside(() -> {
                try (PortEnd first = open(TwinLink.FIRST);
                        PortEnd second = open(TwinLink.SECOND);
                        WireTap firstTap = WireTap.on("p0");
                        WireTap secondTap = WireTap.on("p1")) {
                    for (PortEnd end : new PortEnd[] {first, second}) {
                        end.prepare(0, 0, 500, 0, TwinLink.FAR);
                        end.send(1);
                    }
                    assertEquals(
                            (int) TwinLink.FIRST.low(), firstTap.next(SOON_NS).source());
                    assertEquals(
                            (int) TwinLink.SECOND.low(), secondTap.next(SOON_NS).source());
                    assertNull(firstTap.poll());
                    assertNull(secondTap.poll());
                }
            });
        }
        assertTrue(
                events.said().stream().noneMatch(said -> said.contains("another interface")),
                () -> events.said().toString());
    }

    /** Several nodes of a try-out share an address; the kernel then takes loopback all the same. */
    @Test
    void shouldReachOtherPortsOfItsOwnAddress() throws IOException {
        try (TwinLink twin = TwinLink.make()) {
            Assumptions.assumeTrue(twin != null, "no namespace can be made here");
            TwinLink.inside(() -> {
                for (NetAddress address : new NetAddress[] {TwinLink.FIRST, TwinLink.SECOND}) {
                    try (PortEnd a = open(address);
                            PortEnd b = open(address)) {
                        a.prepare(0, 9, 700, 0, b.port.localAddress());
                        a.send(1);
                        assertEquals(1, b.receive(0, 4));
                        assertTrue(b.rx[0].isRemote(a.port.localAddress()));
                        b.prepare(0, 9, 800, 0, a.port.localAddress());
                        b.send(1);
                        assertEquals(1, a.receive(0, 4));
                    }
                }
            });
        }
    }

    @Test
    void shouldTellWhatTheNetworkMarked() {
        Assumptions.assumeTrue(seesMarks(), driver().name() + " does not see the codepoint");
        marks(LOOPBACK);
        Assumptions.assumeTrue(Files.exists(IPV6), "SKIPPED: this kernel has no IPv6");
        marks(LOOPBACK_6);
    }

    private void marks(NetAddress address) {
        try (PortEnd a = open(address);
                PortEnd b = open(address);
                var router = new MarkedSender(address.isIpv4())) {
            int[] codepoints = {Sockets.ECN_CE, Sockets.ECN_ECT0, 1, Sockets.ECN_CE, 0};
            for (int codepoint : codepoints) {
                router.send(codepoint, 300, 0, b.port.localAddress());
                assertEquals(1, b.receive(0, 4));
                assertEquals(codepoint == Sockets.ECN_CE, b.rx[0].marked(), "ECN " + codepoint);
            }
            router.send(Sockets.ECN_CE, 3_000, 1_000, b.port.localAddress());
            for (int got = 0; got < 3_000; got += b.rx[0].lengthBytes()) {
                assertEquals(1, b.receive(0, 1));
                assertTrue(b.rx[0].marked());
            }
            a.prepare(0, 0, 100, 0, b.port.localAddress());
            a.send(1);
            assertEquals(1, b.receive(0, 1));
            assertFalse(b.rx[0].marked());
        }
    }

    @Test
    void shouldCountWhatAFullReceiveBufferDrops() {
        try (PortEnd a = open(LOOPBACK);
                PortEnd b = open(LOOPBACK)) {
            int bytes = 30_000;
            for (int index = 0; index < PortEnd.BUFFERS; index++) {
                a.prepare(index, index, bytes, 0, b.port.localAddress());
            }
            // 40 times 64 times 30 kB are more than four times the buffer of 8 MiB, doubled.
            for (int round = 0; round < 40; round++) {
                a.send(PortEnd.BUFFERS);
            }
            while (b.port.rxBurst(b.rx, 0, PortEnd.BUFFERS) > 0) {}
            long deadline = System.nanoTime() + SOON_NS;
            PortStats sent = a.port.stats();
            PortStats got = b.port.stats();
            // A driver may learn of drops with what arrives after them, some milliseconds later.
            while (got.rxDatagrams() + got.rxDropped() < sent.txDatagrams()
                    && System.nanoTime() < deadline) {
                a.send(1);
                assertEquals(1, b.receive(0, 1));
                sent = a.port.stats();
                got = b.port.stats();
            }
            assertTrue(got.rxDropped() > 0, got::toString);
            assertEquals(sent.txDatagrams(), got.rxDatagrams() + got.rxDropped());
        }
    }

    private static SlowLink slowLink() throws IOException {
        SlowLink link = SlowLink.make();
        return link == null ? Assumptions.abort("no link can be made here") : link;
    }
}
