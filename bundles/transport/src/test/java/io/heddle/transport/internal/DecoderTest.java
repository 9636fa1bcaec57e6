package io.heddle.transport.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.layout.AddressBook;
import io.heddle.net.Datagram;
import io.heddle.wire.Opcode;

import org.junit.jupiter.api.Test;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Whatever arrives, nothing is thrown, nothing is read beyond the datagram, and calls still work. */
class DecoderTest {
    private static final int INPUTS = 100_000;
    private static final long SEED = Long.getLong("heddle.seed", 1);

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final FakeWorld world = new FakeWorld(SEED);
    private final FakeNode server = new FakeNode(world, 3, EchoTest::echo);
    private final FakeNode client =
            new FakeNode(world, AddressBook.FIRST_CLIENT, request -> request.reply(-38));
    private final Crc crc = new Crc();
    private final MemorySegment message = world.arena.allocate(200_000);
    private final MemorySegment hostile = world.arena.allocate(1 << 16);
    private final Datagram datagram = new Datagram(hostile, 0, 1 << 16);
    private int answered;

    private void call(int bytes) {
        client.endpoint
                .session(3)
                .call(
                        Opcode.ECHO,
                        0,
                        message,
                        0,
                        bytes,
                        message,
                        0,
                        0,
                        (token, status, body, offset, length) -> answered++,
                        0);
    }

    /** Real datagrams of both directions. */
    private List<byte[]> capture() {
        var taken = new ArrayList<byte[]>();
        world.tap = bytes -> {
            if (taken.size() < 200) {
                taken.add(bytes);
            }
        };
        for (int size : new int[] {0, 64, 4096, 150_000}) {
            call(size);
            call(size);
            world.run(50_000_000L);
        }
        world.tap = null;
        return taken;
    }

    @Test
    void shouldSurviveRandomAndDamagedDatagrams() {
        var real = capture();
        assertEquals(8, answered);
        assertTrue(real.size() > 10);
        for (int i = 0; i < INPUTS; i++) {
            int bytes = i % 3 == 0 ? noise() : damage(real.get(random.nextInt(real.size())));
            datagram.set(bytes, 0);
            var target = random.nextBoolean() ? server : client;
            datagram.remote(0, 0xffff_7f00_0001L, target.ports[0].number);
            world.send(
                    datagram, 0, bytes, random.nextBoolean() ? server.ports[0] : client.ports[0]);
            if (i % 50 == 0) {
                world.run(100_000L);
            }
        }
        world.run(10_000_000_000L);
        // Forged datagrams with good checksums may have ended the session, but only that.
        answered = 0;
        call(4096);
        world.run(10_000_000_000L);
        assertEquals(1, answered, "seed " + SEED);
        assertEquals(64, client.endpoint.session(3).freeSlots());
    }

    private int noise() {
        int bytes = random.nextInt(1, 3000);
        for (int i = 0; i < bytes; i++) {
            hostile.set(Bytes.U8, i, (byte) random.nextInt());
        }
        if (random.nextBoolean()) {
            hostile.set(Bytes.U8, 0, (byte) (OuterHeader.VERSION << 4 | random.nextInt(5)));
        }
        return bytes;
    }

    /** Flips, cuts or sets fields, and in half of the cases makes the first checksum good again. */
    private int damage(byte[] from) {
        int bytes = from.length;
        MemorySegment.copy(from, 0, hostile, Bytes.U8, 0, bytes);
        if (random.nextInt(3) == 0) {
            bytes = random.nextInt(1, bytes + 1);
        }
        int flips = random.nextInt(4);
        for (int i = 0; i < flips; i++) {
            int at = random.nextInt(Math.min(bytes, 96));
            byte old = hostile.get(Bytes.U8, at);
            hostile.set(
                    Bytes.U8,
                    at,
                    random.nextBoolean()
                            ? (byte) random.nextInt()
                            : (byte) (old ^ 1 << random.nextInt(8)));
        }
        if (random.nextBoolean() && bytes >= OuterHeader.BYTES + InnerHeader.BYTES) {
            hostile.set(Bytes.U64, 8, random.nextLong(1 << 20));
            repair(bytes);
        }
        return bytes;
    }

    private void repair(int bytes) {
        var view = hostile.asByteBuffer();
        if (OuterHeader.datagramClass(hostile, 0) != OuterHeader.DATA) {
            HandshakeFrame.setCrc(hostile, OuterHeader.BYTES, 0);
            HandshakeFrame.setCrc(hostile, OuterHeader.BYTES, crc.of(view, 0, bytes));
            return;
        }
        int end = OuterHeader.BYTES
                + InnerHeader.BYTES
                + InnerHeader.fragmentBytes(hostile, OuterHeader.BYTES);
        if (end <= bytes) {
            InnerHeader.setCrc(hostile, OuterHeader.BYTES, 0);
            InnerHeader.setCrc(hostile, OuterHeader.BYTES, crc.of(view, 0, end));
        }
    }
}
