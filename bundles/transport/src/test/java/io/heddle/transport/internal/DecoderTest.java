package io.heddle.transport.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.layout.AddressBook;
import io.heddle.net.Datagram;
import io.heddle.transport.InboundRequest;
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
    private final FakeNode server = new FakeNode(world, 3, this::serve);
    private FakeNode client =
            new FakeNode(world, AddressBook.FIRST_CLIENT, request -> request.reply(-38));
    private final Crc crc = new Crc();
    private final MemorySegment message = world.arena.allocate(200_000);
    private final MemorySegment hostile = world.arena.allocate(1 << 16);
    private final Datagram datagram = new Datagram(hostile, 0, 1 << 16);
    private int answered;
    private long packet = 1 << 20;

    private void serve(InboundRequest request) {
        if (request.opcode() == Opcode.ECHO || request.opcode() % 2 == 0) {
            EchoTest.echo(request);
        } else {
            server.held.add(request);
        }
    }

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
            byte[] model = real.get(random.nextInt(real.size()));
            int bytes = switch (i % 3) {
                case 0 -> noise();
                case 1 -> damage(model);
                default -> forge(model);
            };
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
        // Forged datagrams with good checksums may have spoiled sessions, but only those.
        server.held.forEach(request -> request.reply(0));
        client.close();
        client = new FakeNode(world, AddressBook.FIRST_CLIENT, request -> request.reply(-38));
        answered = 0;
        call(4096);
        world.run(10_000_000_000L);
        assertEquals(1, answered, "seed " + SEED);
        assertEquals(64, client.endpoint.session(3).freeSlots());
        long served = world.count("served", 3);
        if (world.keys.seals()) {
            assertEquals(9, served, "no forged request passes for a real one");
        } else {
            assertTrue(served > 50, "some forged requests pass for real ones");
        }
        assertEquals(0, world.count("handler_failures", 3));
    }

    /** Good checksums, fresh packet numbers and fields from the edges of what is allowed. */
    private int forge(byte[] from) {
        int headers = OuterHeader.BYTES + InnerHeader.BYTES;
        MemorySegment.copy(from, 0, hostile, Bytes.U8, 0, headers);
        hostile.set(Bytes.U64, 8, packet++);
        int body = random.nextInt(20) == 0 ? random.nextInt(3000) : edge(3000);
        int kind = random.nextInt(4) == 0 ? random.nextInt(8) : random.nextInt(1, 3);
        InnerHeader.write(
                hostile,
                OuterHeader.BYTES,
                kind,
                random.nextInt(200),
                random.nextInt(8) == 0 ? edge(70_000) : random.nextInt(Tuning.SLOTS),
                random.nextInt(1, 5),
                random.nextInt(4) == 0 ? body : edge(5 << 20),
                random.nextInt(4) == 0 ? 0 : edge(5 << 20),
                random.nextInt(8) == 0 ? edge(70_000) : body,
                random.nextInt(1 << 16),
                random.nextInt(4) == 0 ? random.nextInt() : 0,
                random.nextInt());
        repair(headers + body);
        return headers + body;
    }

    private int edge(int most) {
        int[] edges = {
            0,
            1,
            31,
            32,
            63,
            64,
            65,
            127,
            128,
            1024,
            4096,
            65_535,
            1 << 20,
            (4 << 20) - 1,
            4 << 20,
            (4 << 20) + 1,
            Integer.MAX_VALUE,
            -1,
            Integer.MIN_VALUE
        };
        int edge = edges[random.nextInt(edges.length)];
        return edge > most || most == 3000 && edge < 0 ? random.nextInt(most) : edge;
    }

    private int noise() {
        int bytes = random.nextInt(1, 3000);
        for (int i = 0; i < bytes; i++) {
            hostile.set(Bytes.U8, i, (byte) random.nextInt());
        }
        if (random.nextBoolean()) {
            hostile.set(
                    Bytes.U8, 0, (byte) (OuterHeader.HANDSHAKE_VERSION << 4 | random.nextInt(5)));
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
