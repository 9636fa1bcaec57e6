package io.heddle.testkit.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.foreign.linux.Errno;
import io.heddle.hardware.Inventory;
import io.heddle.net.Datagram;
import io.heddle.net.NetAddress;
import io.heddle.net.NetCapability.ReceiveOffload;
import io.heddle.net.NetCapability.SegmentationOffload;
import io.heddle.net.NetPort;
import io.heddle.net.PortStats;
import io.heddle.net.spi.NetDriver;
import io.heddle.net.spi.PortConfig;
import io.heddle.net.spi.ProbeResult;
import io.heddle.runtime.StorageException;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * What every driver keeps. A driver's test extends this and names its driver; one that cannot run
 * here is skipped aloud with the reasons of its probe.
 */
public abstract class DriverConformance extends LendingConformance {
    private static final NetAddress LOOPBACK = NetAddress.ipv4(0x7f00_0001, 0);

    /** Far longer than anything here takes, for machines that do other work. */
    private static final long SOON_NS = 30_000_000_000L;

    private final RecordedPortEvents events = new RecordedPortEvents();

    /** The driver under test. */
    @Override
    protected abstract NetDriver driver();

    /** An address of this machine that the driver can bind; port 0. */
    protected NetAddress address() {
        return LOOPBACK;
    }

    /** What a port is asked for; a subclass may ask for that of Ethernet. */
    protected int wantedMtuBytes() {
        return 60_000;
    }

    /** Whether what one sender sends arrives in order; false for several queues of one port. */
    protected boolean keepsOrder() {
        return true;
    }

    private NetPort open(NetAddress bind) {
        return driver().open(new PortConfig("conformance", bind, wantedMtuBytes()), events);
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
    void shouldProbeWithEvidenceAndWithoutSideEffect() throws IOException {
        Inventory here = Inventory.read(Path.of("/"));
        ProbeResult first = driver().probe(here);
        long before = descriptors();
        ProbeResult second = driver().probe(here);
        awaitDescriptors(before);
        assertEquals(first, second);
        assertFalse(first.reasons().isEmpty());
        first.reasons()
                .forEach(reason -> assertTrue(reason.rule().matches("S[0-9]+"), reason::rule));
    }

    @Test
    void shouldSayWhyItCannotServeAnEmptyMachine() throws IOException {
        Path empty = Files.createTempDirectory("no-machine");
        try {
            ProbeResult none = driver().probe(Inventory.read(empty));
            assertTrue(none instanceof ProbeResult.Unusable, none::toString);
            assertFalse(none.reasons().isEmpty());
        } finally {
            Files.delete(empty);
        }
    }

    @Test
    void shouldTalkBothWays() {
        try (PortEnd a = end();
                PortEnd b = end()) {
            PortEnd.meet(a, b);
            a.prepare(0, 1, 100, 0, b.port.localAddress());
            a.send(1);
            assertEquals(1, b.receive(0, 8));
            Datagram got = b.rx[0];
            assertTrue(got.isRemote(a.port.localAddress()));
            assertTrue(b.holds(got, 0, 100, new SplittableRandom(1)));
            b.prepare(0, 2, 200, 0, a.port.localAddress());
            b.send(1);
            assertEquals(1, a.receive(0, 8));
            assertTrue(a.holds(a.rx[0], 0, 200, new SplittableRandom(2)));
        }
    }

    /** A node that calls itself does so by its own port. */
    @Test
    void shouldReachItself() {
        try (PortEnd a = end()) {
            PortEnd.meet(a, a);
            int bytes = a.port.mtuBytes();
            a.prepare(0, 8, bytes, 0, a.port.localAddress());
            a.send(1);
            assertEquals(1, a.receive(0, 8));
            assertTrue(a.rx[0].isRemote(a.port.localAddress()));
            assertTrue(a.holds(a.rx[0], 0, bytes, new SplittableRandom(8)));
        }
    }

    @Test
    void shouldKeepTheOrderOfABurst() {
        try (PortEnd a = end();
                PortEnd b = end()) {
            PortEnd.meet(a, b);
            int count = 48;
            for (int index = 0; index < count; index++) {
                a.prepare(index, index, 64 + index, 0, b.port.localAddress());
            }
            a.send(count);
            int got = 0;
            while (got < count) {
                int filled = b.receive(got, count - got);
                assertTrue(filled > 0, "datagram " + got + " is missing");
                got += filled;
            }
            var missing = new BitSet();
            missing.set(0, count);
            for (int index = 0; index < count; index++) {
                int number = b.rx[index].lengthBytes() - 64;
                assertTrue(missing.get(number), "datagram " + number + " came twice");
                assertTrue(!keepsOrder() || number == index, number + " came as " + index);
                missing.clear(number);
                assertEquals(0, b.rx[index].segmentBytes());
                assertTrue(b.holds(b.rx[index], 0, 64 + number, new SplittableRandom(number)));
            }
        }
    }

    @Test
    void shouldCarryEverySizeUpToTheMtu() {
        try (PortEnd a = end();
                PortEnd b = end()) {
            PortEnd.meet(a, b);
            int mtu = a.port.mtuBytes();
            assertTrue(mtu >= 1_200 && mtu <= wantedMtuBytes(), "mtu " + mtu);
            long seed = System.nanoTime();
            System.out.println(driver().name() + " sizes: seed " + seed);
            var random = new SplittableRandom(seed);
            int[] sizes = {1, 2, 3, 31, 63, 64, 65, 1_200, mtu - 1, mtu};
            for (int round = 0; round < 60; round++) {
                int bytes = round < sizes.length ? sizes[round] : random.nextInt(1, mtu + 1);
                a.prepare(0, seed + round, bytes, 0, b.port.localAddress());
                a.send(1);
                assertEquals(1, b.receive(0, 1), "size " + bytes);
                assertEquals(bytes, b.rx[0].lengthBytes());
                assertTrue(b.holds(b.rx[0], 0, bytes, new SplittableRandom(seed + round)));
                assertTrue(b.guardsStand(b.rx[0]), "wrote beside the buffer at size " + bytes);
            }
        }
    }

    @Test
    void shouldDeliverManySegmentsOfOneBuffer() {
        try (PortEnd a = end();
                PortEnd b = end()) {
            PortEnd.meet(a, b);
            SegmentationOffload offload = a.port.capability(SegmentationOffload.class);
            Assumptions.assumeTrue(offload != null, driver().name() + " has no segmentation");
            assertNotNull(offload);
            int segment = 1_400;
            int bytes = Math.min(offload.maxBytes(), segment * 40 + 17);
            int joined = segments(a, b, segment, bytes);
            assertEquals(b.port.capability(ReceiveOffload.class) != null, joined > 0);
            segments(a, b, 100, 100 * offload.maxSegments());
            segments(a, b, 1_400, 700);
        }
    }

    @Test
    void shouldDeliverSegmentsIntoSmallBuffers() {
        try (PortEnd a = end();
                PortEnd b = new PortEnd(open(address()), 2_048)) {
            PortEnd.meet(a, b);
            assertEquals(0, b.port.rxBurst(b.rx, 0, PortEnd.BUFFERS));
            segments(
                    a,
                    b,
                    1_400,
                    a.port.capability(SegmentationOffload.class) == null ? 1_400 : 28_100);
        }
    }

    private static int segments(PortEnd a, PortEnd b, int segment, int bytes) {
        a.prepare(0, 7, bytes, segment, b.port.localAddress());
        a.send(1);
        var random = new SplittableRandom(7);
        int got = 0;
        int buffersJoined = 0;
        int rounds = 0;
        while (got < bytes && rounds++ < 200) {
            int filled = b.receive(0, PortEnd.BUFFERS);
            assertTrue(filled > 0, got + " of " + bytes + " bytes arrived");
            for (int index = 0; index < filled; index++) {
                Datagram datagram = b.rx[index];
                int length = datagram.lengthBytes();
                boolean joined = datagram.segmentBytes() > 0;
                buffersJoined += joined ? 1 : 0;
                assertTrue(joined ? datagram.segmentBytes() == segment : length <= segment);
                assertTrue(b.holds(datagram, 0, length, random));
                assertTrue(b.guardsStand(datagram));
                got += length;
            }
        }
        assertEquals(bytes, got);
        return buffersJoined;
    }

    @Test
    void shouldFillNoMoreThanTheRoomAndLoseNothing() {
        try (PortEnd a = end();
                PortEnd b = end();
                var ready = new Readiness(b.port.wakeDescriptor())) {
            PortEnd.meet(a, b);
            int count = 21;
            var missing = new BitSet();
            missing.set(0, count);
            for (int index = 0; index < count; index++) {
                a.prepare(index, index, 90, 0, b.port.localAddress());
            }
            a.send(count);
            for (int got = 0; got < count; ) {
                assertTrue(ready.within(SOON_NS), "asleep with datagrams waiting");
                int filled = b.port.rxBurst(b.rx, 5, 2);
                assertTrue(filled <= 2);
                for (int index = 0; index < filled; index++) {
                    Datagram datagram = b.rx[5 + index];
                    int number = missing.stream()
                            .filter(seed -> b.holds(datagram, 0, 90, new SplittableRandom(seed)))
                            .findFirst()
                            .orElseThrow(() -> new AssertionError("nobody sent that"));
                    assertTrue(!keepsOrder() || number == got + index, "out of order");
                    missing.clear(number);
                }
                got += filled;
            }
            assertEquals(0, b.port.rxBurst(b.rx, 0, 8));
        }
    }

    @Test
    void shouldWakeTheLoopOnlyWhileDatagramsWait() {
        try (PortEnd a = end();
                PortEnd b = end()) {
            PortEnd.meet(a, b);
            Assumptions.assumeTrue(
                    b.port.wakeDescriptor() >= 0, driver().name() + " is for busy loops only");
            try (var ready = new Readiness(b.port.wakeDescriptor())) {
                assertFallsAsleep(b, ready);
                a.prepare(0, 3, 10, 0, b.port.localAddress());
                a.send(1);
                assertTrue(ready.within(SOON_NS));
                assertTrue(ready.within(0), "the descriptor is not level-triggered");
                assertEquals(1, b.receive(0, 8));
                assertFallsAsleep(b, ready);
            }
        }
    }

    /** What a network says of its own, such as ARP, may wake once more, and is gone when it is read. */
    private static void assertFallsAsleep(PortEnd end, Readiness ready) {
        int reads = 0;
        while (ready.within(0) && reads < 100) {
            assertEquals(0, end.port.rxBurst(end.rx, 0, PortEnd.BUFFERS));
            reads++;
        }
        assertTrue(reads < 100, "the descriptor stays readable");
    }

    @Test
    void shouldTakeNothingAfterQuiesceButStillReceive() {
        try (PortEnd a = end();
                PortEnd b = end()) {
            PortEnd.meet(a, b);
            a.prepare(0, 4, 50, 0, b.port.localAddress());
            b.prepare(0, 5, 60, 0, a.port.localAddress());
            a.port.quiesce();
            assertEquals(0, a.port.txBurst(a.tx, 0, 1));
            assertEquals(1, a.port.stats().txRefused());
            b.send(1);
            assertEquals(1, a.receive(0, 8));
        }
    }

    @Test
    void shouldTakeFewerThanOfferedAndCountTheRest() {
        try (PortEnd a = end();
                PortEnd b = end()) {
            PortEnd.meet(a, b);
            int bytes = a.port.mtuBytes() / 2;
            int offered = 0;
            int taken = 0;
            for (int index = 0; index < PortEnd.BUFFERS; index++) {
                a.prepare(index, index, bytes, 0, b.port.localAddress());
            }
            for (int round = 0; round < 40; round++) {
                offered += PortEnd.BUFFERS;
                int now = a.port.txBurst(a.tx, 0, PortEnd.BUFFERS);
                assertTrue(now >= 0 && now <= PortEnd.BUFFERS);
                taken += now;
            }
            PortStats stats = a.port.stats();
            assertEquals(offered, taken + stats.txRefused());
            assertEquals(1 + taken, stats.txDatagrams()); // One was to say hello.
            // They may not fit the receiver: what is lost there is lost, what comes is whole.
            int filled;
            while ((filled = b.port.rxBurst(b.rx, 0, PortEnd.BUFFERS)) > 0) {
                for (int index = 0; index < filled; index++) {
                    assertEquals(bytes, b.rx[index].lengthBytes());
                }
            }
            assertTrue(b.port.stats().rxDatagrams() > 1);
        }
    }

    /** Whether the driver runs on interfaces of the kernel, so that a slow one can be made for it. */
    protected boolean runsOnKernelInterfaces() {
        return true;
    }

    @Test
    void shouldTakeFewerFromAFullSocketAndMoreLater() throws IOException {
        Assumptions.assumeTrue(runsOnKernelInterfaces(), "not a driver of kernel interfaces");
        SlowLink link = SlowLink.make();
        if (link == null) {
            Assumptions.abort("no slow link can be made here");
            return;
        }
        try (PortEnd a = new PortEnd(open(SlowLink.NEAR))) {
            assertEquals(Math.min(1_472, wantedMtuBytes()), a.port.mtuBytes());
            for (int index = 0; index < PortEnd.BUFFERS; index++) {
                a.prepare(index, index, 1_000, 0, SlowLink.FAR);
            }
            int offered = 0;
            int taken = 0;
            int now = PortEnd.BUFFERS;
            while (now == PortEnd.BUFFERS && offered < 100_000) {
                now = a.port.txBurst(a.tx, 0, PortEnd.BUFFERS);
                offered += PortEnd.BUFFERS;
                taken += now;
            }
            assertTrue(now < PortEnd.BUFFERS, "the socket took " + taken + " MB without a pause");
            assertEquals(offered - taken, a.port.stats().txRefused());
            // 1 MB a second leaves the socket: there must be room again soon, without a read.
            long deadline = System.nanoTime() + SOON_NS;
            int later = 0;
            while (later == 0 && System.nanoTime() < deadline) {
                later = a.port.txBurst(a.tx, 0, PortEnd.BUFFERS);
                Thread.onSpinWait();
            }
            assertTrue(later > 0, "the port never takes datagrams again");
        } finally {
            link.close();
        }
    }

    @Test
    void shouldCountTruly() {
        try (PortEnd a = end();
                PortEnd b = end()) {
            assertEquals(PortStats.NONE, a.port.stats());
            PortEnd.meet(a, b);
            for (int index = 0; index < 10; index++) {
                a.prepare(index, index, 100, 0, b.port.localAddress());
            }
            a.send(10);
            int got = 0;
            while (got < 10) {
                int filled = b.receive(0, 8);
                assertTrue(filled > 0, "datagram " + got + " is missing");
                got += filled;
            }
            int hello = PortEnd.HELLO_BYTES;
            assertEquals(new PortStats(11, 1_000 + hello, 1, hello, 0, 0), a.port.stats());
            assertEquals(new PortStats(1, hello, 11, 1_000 + hello, 0, 0), b.port.stats());
        }
    }

    @Test
    void shouldCloseTwiceAndKeepItsCounts() {
        PortEnd a = end();
        PortEnd b = end();
        PortEnd.meet(a, b);
        a.prepare(0, 6, 10, 0, b.port.localAddress());
        a.send(1);
        a.port.close();
        a.port.close();
        assertEquals(2, a.port.stats().txDatagrams());
        assertEquals(0, a.port.txBurst(a.tx, 0, 1));
        assertEquals(0, a.port.rxBurst(a.rx, 0, 1));
        a.close();
        b.close();
    }

    @Test
    void shouldLeakNoDescriptorAndNoThread() throws IOException {
        openAndClose(5);
        long descriptors = descriptors();
        long threads = Thread.getAllStackTraces().size();
        openAndClose(40);
        awaitDescriptors(descriptors);
        await(() -> Thread.getAllStackTraces().size() <= threads);
        assertTrue(Thread.getAllStackTraces().size() <= threads, "a thread was left");
    }

    private void openAndClose(int times) {
        for (int round = 0; round < times; round++) {
            try (PortEnd a = end();
                    PortEnd b = end()) {
                PortEnd.meet(a, b);
                a.prepare(0, round, 1_000, 0, b.port.localAddress());
                a.send(1);
                assertEquals(1, b.receive(0, 4));
            }
        }
    }

    @Test
    void shouldRefuseABusyAddressWithARemedy() throws IOException {
        try (PortEnd a = end()) {
            long before = descriptors();
            var refused = assertThrows(
                    StorageException.class, () -> open(a.port.localAddress()).close());
            assertEquals(Errno.EADDRINUSE, refused.errno());
            String text = String.valueOf(refused.getMessage());
            assertTrue(text.contains(a.port.localAddress().toString()), text);
            assertTrue(text.contains("choose another port"), text);
            awaitDescriptors(before);
        }
    }

    @Override
    final PortEnd end() {
        return new PortEnd(open(address()));
    }

    /** Others of this process open and close descriptors and threads of their own meanwhile. */
    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + SOON_NS;
        while (!condition.getAsBoolean() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static void awaitDescriptors(long wanted) {
        await(() -> descriptors() == wanted);
        assertEquals(wanted, descriptors(), "descriptors are open");
    }

    private static long descriptors() {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
