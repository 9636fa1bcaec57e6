package io.heddle.testkit.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.net.NetCapability.ZeroCopy;
import io.heddle.net.spi.NetDriver;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

import java.util.BitSet;
import java.util.SplittableRandom;

/** What a driver keeps whose ports lend memory; a part of {@link DriverConformance}. */
abstract class LendingConformance {
    /** The driver under test. */
    protected abstract NetDriver driver();

    /** A new port of it. */
    abstract PortEnd end();

    @Test
    void shouldSendAndReceiveInMemoryOfThePort() {
        try (PortEnd a = end();
                PortEnd b = end()) {
            skipWhereNothingIsLent(a);
            PortEnd.meet(a, b);
            int mtu = a.port.mtuBytes();
            int[] sizes = {1, 63, 64, 65, 1_200, mtu - 1, mtu};
            for (int round = 0; round < 40; round++) {
                int bytes = sizes[round % sizes.length];
                int index = round % 16;
                assertTrue(a.prepareLent(index, round, bytes, b.port.localAddress()));
                assertTrue(a.tx[index].capacityBytes() >= mtu);
                assertEquals(1, a.port.txBurst(a.tx, index, 1));
                assertEquals(1, b.receiveLent(0, 8), "size " + bytes);
                assertTrue(b.holds(b.rx[0], 0, bytes, new SplittableRandom(round)));
                b.rx[0].own();
                assertTrue(b.guardsStand(b.rx[0]));
                assertFalse(b.holds(b.rx[0], 0, 32, new SplittableRandom(round)), "was copied");
            }
        }
    }

    /** Some are lent and some are not, and what was lent need not be sent at once. */
    @Test
    void shouldMixWhatIsLentAndWhatIsNot() {
        try (PortEnd a = end();
                PortEnd b = end()) {
            skipWhereNothingIsLent(a);
            PortEnd.meet(a, b);
            int count = PortEnd.BUFFERS;
            for (int index = 0; index < count; index++) {
                int bytes = 100 + index;
                if (index % 3 == 0 || !a.prepareLent(index, index, bytes, b.port.localAddress())) {
                    a.tx[index].own();
                    a.prepare(index, index, bytes, 0, b.port.localAddress());
                }
            }
            var missing = new BitSet();
            missing.set(0, count);
            for (int half : new int[] {count / 2, count}) {
                for (int sent = half - count / 2; sent < half; ) {
                    sent += a.port.txBurst(a.tx, sent, half - sent);
                }
                while (missing.previousSetBit(half - 1) >= 0) {
                    int filled =
                            missing.cardinality() % 2 == 0 ? b.receiveLent(0, 7) : b.receive(0, 5);
                    assertTrue(filled > 0, "datagrams " + missing + " are missing");
                    for (int index = 0; index < filled; index++) {
                        int number = b.rx[index].lengthBytes() - 100;
                        assertTrue(missing.get(number), "datagram " + number + " came twice");
                        missing.clear(number);
                        assertTrue(b.holds(
                                b.rx[index], 0, 100 + number, new SplittableRandom(number)));
                        b.rx[index].own();
                    }
                }
            }
            // What is lent when the port closes is its own again.
            assertTrue(a.prepareLent(2, 2, 100, b.port.localAddress()));
            assertTrue(a.prepareLent(3, 3, 100, b.port.localAddress()));
            assertEquals(1, a.port.txBurst(a.tx, 3, 1));
            assertEquals(1, b.receiveLent(0, 8));
        }
    }

    private void skipWhereNothingIsLent(PortEnd end) {
        Assumptions.assumeTrue(
                end.port.capability(ZeroCopy.class) != null, driver().name() + " lends no memory");
    }
}
