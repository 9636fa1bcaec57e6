package io.heddle.testkit.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.net.Datagram;

import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;

class ImpairedPortTest {
    private static final int SEGMENTS = 40;
    private static final int SEGMENT_BYTES = 1_000;
    private static final int LAST_BYTES = 300;
    private static final int BUFFERS = 100;
    private static final int SENT = SEGMENTS * BUFFERS;

    /** A sender behind an impaired port and what arrives at the other end, by number. */
    private static final class Wire {
        final SimWorld world;
        final SimPort below;
        final ImpairedPort port;
        final List<Integer> arrived = new ArrayList<>();
        int broken;
        private final SimPort far;
        private final SimLoop near;
        private final Datagram[] in = {new Datagram(Arena.ofAuto().allocate(2_048), 0, 2_048)};
        private final Datagram[] out = {new Datagram(Arena.ofAuto().allocate(1 << 16), 0, 1 << 16)};

        Wire(long seed, LinkFaults faults) {
            world = new SimWorld(seed);
            near = world.loop("near");
            below = world.network().open(near, PortShape.SOCKET);
            far = world.network().open(world.loop("far"), PortShape.SOCKET);
            port = new ImpairedPort(below, near.env(), new SplittableRandom(seed), faults);
        }

        /** Sends buffers of segments, each segment with its number, and takes what arrives. */
        Wire send() {
            for (int buffer = 0; buffer < BUFFERS; buffer++) {
                MemorySegment memory = out[0].memory();
                for (int segment = 0; segment < SEGMENTS; segment++) {
                    int number = buffer * SEGMENTS + segment;
                    int bytes = segment == SEGMENTS - 1 ? LAST_BYTES : SEGMENT_BYTES;
                    memory.asSlice((long) segment * SEGMENT_BYTES, bytes).fill((byte) number);
                    memory.set(
                            ValueLayout.JAVA_INT_UNALIGNED, (long) segment * SEGMENT_BYTES, number);
                }
                near.run(() -> {
                    out[0].set((SEGMENTS - 1) * SEGMENT_BYTES + LAST_BYTES, SEGMENT_BYTES);
                    out[0].remote(far.localAddress());
                    assertTrue(
                            world.runUntil(() -> port.txBurst(out, 0, 1) == 1),
                            "the port takes nothing: " + world);
                });
                memory.fill((byte) 0); // Ours again on return.
                world.runFor(20_000);
                take();
            }
            world.runFor(1_000_000_000);
            take();
            return this;
        }

        private void take() {
            while (far.rxBurst(in, 0, 1) == 1) {
                MemorySegment memory = in[0].memory();
                int number = memory.get(ValueLayout.JAVA_INT_UNALIGNED, 0);
                boolean last = number % SEGMENTS == SEGMENTS - 1;
                boolean right = in[0].lengthBytes() == (last ? LAST_BYTES : SEGMENT_BYTES);
                for (int index = Integer.BYTES; index < in[0].lengthBytes(); index++) {
                    right &= memory.get(ValueLayout.JAVA_BYTE, index) == (byte) number;
                }
                broken += right ? 0 : 1;
                arrived.add(number);
            }
        }
    }

    @Test
    void shouldLeaveACleanWireAlone() {
        Wire wire = new Wire(1, ImpairedPort.CLEAN).send();
        assertEquals(SENT, wire.arrived.size());
        assertEquals(0, wire.broken);
        for (int number = 0; number < SENT; number++) {
            assertEquals(number, wire.arrived.get(number));
        }
    }

    @Test
    void shouldLoseDatagramsOfABufferOneByOne() {
        Wire wire = new Wire(2, ImpairedPort.CLEAN.loss(0.1)).send();
        assertEquals(SENT, wire.arrived.size() + wire.port.lost());
        assertEquals(0, wire.broken);
        assertEquals(SENT / 10.0, wire.port.lost(), SENT / 50.0, "seed 2");
        // Were whole buffers lost, each would have none or all of its datagrams.
        long whole = 0;
        for (int buffer = 0; buffer < BUFFERS; buffer++) {
            int first = buffer * SEGMENTS;
            long here = wire.arrived.stream()
                    .filter(number -> number >= first && number < first + SEGMENTS)
                    .count();
            whole += here == 0 || here == SEGMENTS ? 1 : 0;
        }
        assertTrue(whole < BUFFERS / 5, whole + " buffers are whole or gone, seed 2");
    }

    @Test
    void shouldDuplicateDelayAndCorrupt() {
        Wire twice = new Wire(3, ImpairedPort.CLEAN.duplicates(0.2)).send();
        assertEquals(SENT + twice.port.duplicated(), twice.arrived.size());
        assertEquals(SENT, new HashSet<>(twice.arrived).size());
        assertTrue(twice.port.duplicated() > SENT / 10, "seed 3");

        Wire late = new Wire(4, ImpairedPort.CLEAN.reorder(0.2)).send();
        assertEquals(SENT, late.arrived.size());
        assertEquals(SENT, new HashSet<>(late.arrived).size());
        int overtaken = 0;
        for (int index = 1; index < SENT; index++) {
            overtaken += late.arrived.get(index) < late.arrived.get(index - 1) ? 1 : 0;
        }
        assertTrue(overtaken > BUFFERS, overtaken + " overtaken, seed 4");

        Wire bad = new Wire(5, ImpairedPort.CLEAN.corrupt(0.1)).send();
        assertEquals(SENT, bad.arrived.size());
        assertTrue(bad.broken > SENT / 20 && bad.broken <= bad.port.corrupted(), "seed 5");

        Wire slow = new Wire(6, ImpairedPort.CLEAN.delay(1_000_000, 1_000_000)).send();
        assertEquals(SENT, slow.arrived.size());
        assertEquals(SENT, slow.port.delayed());
    }

    @Test
    void shouldStrikeTheSameDatagramsForASeed() {
        LinkFaults faults = ImpairedPort.CLEAN.loss(0.05).duplicates(0.05).reorder(0.05);
        List<Integer> first = new Wire(7, faults).send().arrived;
        assertEquals(first, new Wire(7, faults).send().arrived);
        assertNotEquals(first, new Wire(8, faults).send().arrived);
    }

    @Test
    void shouldSendTheRestLaterWhenThePortBelowTakesOnlyAPart() {
        Wire wire = new Wire(9, ImpairedPort.CLEAN.loss(0.1));
        wire.below.refuse(0.5);
        wire.send();
        assertEquals(SENT, wire.arrived.size() + wire.port.lost());
        assertEquals(0, wire.broken);
        assertEquals(wire.arrived.size(), new HashSet<>(wire.arrived).size());
    }

    @Test
    void shouldShapeNothing() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new Wire(10, ImpairedPort.CLEAN.rate(1_000_000)));
    }
}
