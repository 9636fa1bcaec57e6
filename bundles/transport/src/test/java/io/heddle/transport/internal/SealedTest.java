package io.heddle.transport.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.layout.AddressBook;
import io.heddle.net.Datagram;
import io.heddle.transport.KeySource;
import io.heddle.transport.Session;
import io.heddle.wire.Opcode;

import org.junit.jupiter.api.Test;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Nodes that seal, and strangers that know everything on the wire but the secrets. */
class SealedTest {
    private static final long SEED = Long.getLong("heddle.seed", 5);
    private static final int FORGERIES = Integer.getInteger("heddle.forgeries", 20_000);
    private static final int SERVER = 3;
    private static final int CLIENT = AddressBook.FIRST_CLIENT;
    private static final long SECOND = 1_000_000_000L;
    private static final byte[] TEXT =
            "Nobody but the two shall read this. ".getBytes(StandardCharsets.US_ASCII);

    private final FakeWorld world = new FakeWorld(SEED);
    private final FakeKeys keys = new FakeKeys(SEED);
    private final List<byte[]> wire = new ArrayList<>();
    private final MemorySegment body = world.arena.allocate(1 << 20);
    private final List<Integer> statuses = new ArrayList<>();
    private int executed;

    private FakeNode node(int id, KeySource source) {
        world.keys = source;
        return new FakeNode(world, id, request -> {
            executed++;
            EchoTest.echo(request);
        });
    }

    private void call(FakeNode from, int to, int bytes) {
        for (int i = 0; i < bytes; i++) {
            body.set(Bytes.U8, i, TEXT[i % TEXT.length]);
        }
        assertEquals(
                0,
                from.endpoint
                        .session(to)
                        .call(
                                Opcode.ECHO,
                                9,
                                body,
                                0,
                                bytes / 2,
                                body,
                                bytes / 2,
                                bytes - bytes / 2,
                                (token, status, reply, offset, length) -> {
                                    boolean right = status != 7 || length == bytes;
                                    for (int i = 0; i < length && right; i++) {
                                        right = reply.get(Bytes.U8, offset + i)
                                                == TEXT[i % TEXT.length];
                                    }
                                    statuses.add(right ? status : -1);
                                },
                                0));
    }

    private void throwAt(FakeNode target, FakePort from, byte[] bytes) {
        MemorySegment.copy(bytes, 0, body, Bytes.U8, 0, bytes.length);
        var datagram = new Datagram(body, 0, 1 << 16);
        datagram.set(bytes.length, 0);
        datagram.remote(target.ports[0].localAddress());
        from.txBurst(new Datagram[] {datagram}, 0, 1);
    }

    private static boolean isData(byte[] datagram) {
        return (datagram[0] & 15) == OuterHeader.DATA;
    }

    @Test
    void shouldLetNobodyReadWhatNodesSay() {
        var server = node(SERVER, keys);
        var client = node(CLIENT, keys);
        world.tap = wire::add;
        for (int bytes : new int[] {0, 1, 100, 4_000, 300_000}) {
            call(client, SERVER, bytes);
            world.run(SECOND);
        }
        assertEquals(List.of(7, 7, 7, 7, 7), statuses);
        long data = 0;
        for (byte[] datagram : wire) {
            if (isData(datagram)) {
                data++;
                assertEquals(OuterHeader.SEALED, datagram[1] & OuterHeader.SEALED);
                assertFalse(new String(datagram, StandardCharsets.ISO_8859_1).contains("Nobody"));
            } else {
                assertEquals(HandshakeFrame.DATAGRAM_BYTES, datagram.length);
            }
        }
        assertTrue(data > 20);
        assertEquals(
                data,
                world.count("sealed_datagrams", CLIENT) + world.count("sealed_datagrams", SERVER));
        assertEquals(
                data,
                world.count("opened_datagrams", CLIENT) + world.count("opened_datagrams", SERVER));
        client.close();
        server.close();
        assertEquals(0, keys.watchers());
    }

    /** Every datagram of a real conversation comes back, as it was and changed in every way. */
    @Test
    void shouldAcceptNothingFromStrangersWhileItWorks() {
        System.out.println("seed " + SEED + ", " + FORGERIES + " hostile datagrams");
        var server = node(SERVER, keys);
        var client = node(CLIENT, keys);
        world.tap = wire::add;
        for (int i = 0; i < 40; i++) {
            call(client, SERVER, 500 * i);
        }
        world.run(SECOND);
        world.tap = null;
        var sealed = wire.stream().filter(SealedTest::isData).toList();
        assertEquals(40, executed);
        long openedBefore = world.count("opened_datagrams", SERVER);
        var stranger = world.port(0);
        int verbatim = 0;
        for (int i = 0; i < FORGERIES; i++) {
            byte[] datagram = sealed.get(world.random.nextInt(sealed.size())).clone();
            verbatim += spoil(datagram, i % 5) ? 0 : 1;
            throwAt(server, stranger, i % 5 == 4 ? shorter(datagram) : datagram);
            if (i % 50 == 49) {
                world.run(100_000);
            }
            if (i % 1_000 == 999) {
                call(client, SERVER, 64);
            }
        }
        world.run(SECOND);
        assertEquals(40 + FORGERIES / 1_000, executed, "a stranger's request was executed");
        assertEquals(executed, statuses.size());
        assertTrue(statuses.stream().allMatch(status -> status == 7), statuses.toString());
        // What opened and was no replay is what the peers sent themselves.
        long opened = world.count("opened_datagrams", SERVER) - openedBefore;
        long replayed = world.count("dropped_replayed", SERVER);
        assertTrue(replayed > 0 && replayed <= verbatim, replayed + " of " + verbatim);
        assertTrue(opened - replayed <= 6L * FORGERIES / 1_000, opened - replayed + " accepted");
        assertTrue(world.count("dropped_forged", SERVER) > FORGERIES / 4);
        assertEquals(0, world.count("sessions_lost", CLIENT));
        client.close();
        server.close();
    }

    /** True if anything was changed. */
    private boolean spoil(byte[] datagram, int how) {
        switch (how) {
            case 0 -> {
                return false;
            }
            case 1 -> {
                int bit = world.random.nextInt(datagram.length * 8);
                datagram[bit / 8] ^= (byte) (1 << bit % 8);
            }
            case 2 -> datagram[8 + world.random.nextInt(8)] += (byte) (1 + world.random.nextInt(9));
            case 3 -> {
                byte[] noise = new byte[datagram.length - OuterHeader.BYTES];
                world.random.nextBytes(noise);
                System.arraycopy(noise, 0, datagram, OuterHeader.BYTES, noise.length);
            }
            default -> {
                // Truncated by the caller.
            }
        }
        return true;
    }

    private byte[] shorter(byte[] datagram) {
        return java.util.Arrays.copyOf(datagram, world.random.nextInt(datagram.length));
    }

    @Test
    void shouldWaitForASecretAndGoOnWhenItIsThere() {
        keys.agreed(false);
        var server = node(SERVER, keys);
        var client = node(CLIENT, keys);
        world.tap = wire::add;
        call(client, SERVER, 100);
        world.run(SECOND);
        assertEquals(List.of(), statuses);
        assertTrue(wire.isEmpty(), "something was sent before there was a secret");
        keys.agreed(true);
        world.run(SECOND / 10);
        assertEquals(List.of(7), statuses);
        // It goes on without the control connection, under its own keys.
        keys.agreed(false);
        call(client, SERVER, 100);
        world.run(SECOND);
        assertEquals(List.of(7, 7), statuses);
        // A new session needs one, and a wait for ever is none.
        call(client, 5, 100);
        world.run(4 * SECOND);
        assertEquals(List.of(7, 7, Session.PEER_LOST), statuses);
        client.close();
        server.close();
    }

    @Test
    void shouldRefuseWhoDoesNotSealAndTheReverse() {
        var sealing = node(SERVER, keys);
        var clear = node(CLIENT, KeySource.OPEN);
        call(clear, SERVER, 100);
        call(sealing, CLIENT, 100);
        world.run(4 * SECOND);
        assertEquals(List.of(Session.PEER_LOST, Session.PEER_LOST), statuses);
        assertEquals(0, executed);
        assertTrue(world.count("dropped_unsealed", SERVER) > 0);
        assertTrue(world.count("dropped_unsealed", CLIENT) > 0);
        clear.close();
        sealing.close();
    }

    /** Who takes the flag away or puts it on changes a datagram that is authenticated. */
    @Test
    void shouldNotBeTalkedDown() {
        var server = node(SERVER, keys);
        var client = node(CLIENT, keys);
        world.tap = wire::add;
        call(client, SERVER, 100);
        world.run(SECOND);
        world.tap = null;
        var stranger = world.port(0);
        for (byte[] datagram : List.copyOf(wire)) {
            byte[] plain = datagram.clone();
            if (isData(plain)) {
                plain[1] &= ~OuterHeader.SEALED;
            } else {
                plain[OuterHeader.BYTES + 8] &= ~2;
                fixChecksum(plain);
            }
            throwAt(server, stranger, plain);
            throwAt(client, stranger, plain);
        }
        world.run(SECOND);
        assertEquals(1, executed);
        assertTrue(world.count("dropped_unsealed", SERVER) >= wire.size() / 2);
        assertEquals(1, world.count("sessions_opened", SERVER));
        client.close();
        server.close();
    }

    private void fixChecksum(byte[] handshake) {
        MemorySegment.copy(handshake, 0, body, Bytes.U8, 0, handshake.length);
        HandshakeFrame.setCrc(body, OuterHeader.BYTES, 0);
        int crc = new Crc().of(body.asByteBuffer(), 0, handshake.length);
        HandshakeFrame.setCrc(body, OuterHeader.BYTES, crc);
        MemorySegment.copy(body, Bytes.U8, 0, handshake, 0, handshake.length);
    }

    @Test
    void shouldUnderstandBothSecretsWhileTheyRotate() {
        var server = node(SERVER, keys);
        var client = node(CLIENT, keys);
        // The HELLO that returns the cookie is on its way when the secret changes.
        int[] seen = {0};
        world.tap = datagram -> {
            if (!isData(datagram) && ++seen[0] == 3) {
                keys.rotate();
            }
        };
        call(client, SERVER, 100);
        world.run(SECOND);
        assertEquals(List.of(7), statuses);
        assertEquals(0, world.count("dropped_unproven", SERVER));
        assertEquals(0, world.count("dropped_unproven", CLIENT));
        keys.rotate();
        keys.rotate();
        call(client, SERVER, 100);
        world.run(SECOND);
        assertEquals(List.of(7, 7), statuses);
        client.close();
        server.close();
    }

    /** Forged handshakes by the thousand: no state, no session lost, and work goes on. */
    @Test
    void shouldWorkThroughAFloodOfSpoofedHandshakes() {
        var server = node(SERVER, keys);
        var client = node(CLIENT, keys);
        world.tap = wire::add;
        call(client, SERVER, 100);
        world.run(SECOND);
        var handshakes = wire.stream().filter(datagram -> !isData(datagram)).toList();
        assertTrue(handshakes.size() >= 4);
        world.tap = null;
        var stranger = world.port(0);
        long sentBefore = world.count("tx_datagrams", SERVER);
        for (int i = 0; i < FORGERIES; i++) {
            byte[] forged = handshakes.get(i % handshakes.size()).clone();
            if (i % 3 != 0) {
                int at = world.random.nextInt(OuterHeader.BYTES + 16, forged.length);
                forged[at] ^= (byte) (1 + world.random.nextInt(255));
                fixChecksum(forged);
            }
            throwAt(server, stranger, forged);
            throwAt(client, stranger, forged);
            if (i % 20 == 19) {
                world.run(50_000);
            }
            if (i % 1_000 == 999) {
                call(client, SERVER, 64);
            }
        }
        world.run(SECOND);
        assertEquals(1 + FORGERIES / 1_000, executed);
        assertTrue(statuses.stream().allMatch(status -> status == 7), statuses.toString());
        assertEquals(1, world.count("sessions_opened", SERVER), "a stranger has a session");
        assertEquals(0, world.count("sessions_lost", CLIENT));
        assertTrue(world.count("tx_datagrams", SERVER) - sentBefore < 2L * FORGERIES);
        assertTrue(world.count("dropped_flood", SERVER) > 0, "everything was answered");
        client.close();
        server.close();
    }

    @Test
    void shouldNotBringAnIncarnationBackByItsOwnHello() {
        var server = node(SERVER, keys);
        var first = node(CLIENT, keys);
        world.tap = wire::add;
        call(first, SERVER, 100);
        world.run(SECOND);
        var old = List.copyOf(wire);
        var oldPort = first.ports[0];
        // Its process is killed: no word of farewell, and the network still knows its address.
        world.loops.remove(first.loop);
        var second = node(CLIENT, keys);
        call(second, SERVER, 100);
        world.run(SECOND);
        assertEquals(List.of(7, 7), statuses);
        world.tap = null;
        for (byte[] datagram : old) {
            throwAt(server, oldPort, datagram);
        }
        world.run(SECOND);
        assertTrue(world.count("dropped_replayed", SERVER) > 0);
        assertEquals(2, world.count("sessions_opened", SERVER));
        call(second, SERVER, 100);
        world.run(SECOND);
        assertEquals(List.of(7, 7, 7), statuses);
        second.close();
        server.close();
    }

    @Test
    void shouldAllocateNothingForASealedCall() {
        org.junit.jupiter.api.Assumptions.assumeTrue(
                io.heddle.foreign.crypto.Libcrypto.open() != null,
                "SKIPPED: no libcrypto.so.3; install libssl3");
        var server = node(SERVER, keys);
        var client = node(CLIENT, keys);
        var session = client.endpoint.session(SERVER);
        int[] answered = {0};
        io.heddle.transport.ReplyHandler onReply =
                (token, status, reply, offset, length) -> answered[0]++;
        var threads = (com.sun.management.ThreadMXBean)
                java.lang.management.ManagementFactory.getThreadMXBean();
        long bytes = 0;
        int calls = 20_000;
        for (int round = 0; round < 5; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < calls; i++) {
                int wanted = answered[0] + 1;
                session.call(Opcode.ECHO, 9, body, 0, 8, body, 8, 1_000, onReply, 0);
                while (answered[0] < wanted) {
                    world.step();
                }
            }
            bytes = threads.getCurrentThreadAllocatedBytes() - before;
        }
        System.out.println("allocated " + bytes + " bytes in " + calls + " sealed calls");
        assertTrue(bytes < calls, bytes + " bytes in " + calls + " calls");
        client.close();
        server.close();
    }
}
