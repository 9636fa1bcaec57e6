package io.heddle.transport.internal;

import com.code_intelligence.jazzer.junit.FuzzTest;

import io.heddle.fuzz.Input;
import io.heddle.layout.AddressBook;
import io.heddle.net.Datagram;
import io.heddle.net.NetPort;
import io.heddle.testkit.sim.PortShape;
import io.heddle.testkit.sim.SimLane;
import io.heddle.testkit.sim.SimLoop;
import io.heddle.testkit.sim.SimWorld;
import io.heddle.transport.KeySource;
import io.heddle.transport.PairSecret;
import io.heddle.wire.Opcode;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A server that seals takes datagrams of a stranger who knows its session indexes: no request is
 * executed, the session that is open stays, and calls are answered. An input is a row of: u8 how, u16
 * length, the bytes. How: 1 puts in the index of the session, 2 makes a handshake's checksum good.
 */
class SealedFuzzTest {
    private static final int REAL_INDEX = 1;
    private static final int GOOD_CHECKSUM = 2;
    private static final int SERVER = 3;
    private static final int MOST_DATAGRAMS = 20;
    private static final long POOL_BYTES = 4L << 20;
    private static final MemorySegment HOSTILE = Arena.global().allocate(SimLane.MTU_BYTES);

    /** The same secret for all, which no input can guess. */
    private static final KeySource KEYS = new KeySource() {
        private final PairSecret secret = new PairSecret(new byte[PairSecret.BYTES]).next("fuzz");

        @Override
        public boolean seals() {
            return true;
        }

        @Override
        public PairSecret secret(int node, int peer) {
            return secret;
        }

        @Override
        public @Nullable PairSecret earlier(int node, int peer) {
            return null;
        }

        @Override
        public AutoCloseable watch(Runnable onChange) {
            return () -> {};
        }
    };

    private final Crc crc = new Crc();
    private final Datagram datagram = new Datagram(HOSTILE, 0, SimLane.MTU_BYTES);
    private int index;
    private int executed;
    private int answered;

    @FuzzTest(maxDuration = "", maxExecutions = 100_000)
    void shouldBelieveNobody(byte[] data) {
        executed = 0;
        answered = 0;
        SimWorld world = new SimWorld(1);
        AddressBook book = new AddressBook();
        try (LoopMemory serverMemory = new LoopMemory(POOL_BYTES, Aeads.jce(22));
                LoopMemory clientMemory = new LoopMemory(POOL_BYTES, Aeads.jce(22))) {
            SimLoop loop = world.loop("server");
            var server = node(SERVER, loop, book, serverMemory);
            var lane = new SimLane(world, loop, server.laneUser());
            SimLoop other = world.loop("client");
            var client = node(AddressBook.FIRST_CLIENT, other, book, clientMemory);
            new SimLane(world, other, client.laneUser());
            call(world, other, client);
            index = java.util.Objects.requireNonNull(server.station.table.at(1)).index;
            NetPort stranger = world.network().open(world.loop("stranger"), PortShape.SOCKET);
            Input input = new Input(data);
            for (int i = 0; i < MOST_DATAGRAMS && !input.isEmpty(); i++) {
                throwAt(lane.port(), input, stranger);
                if (i % 4 == 3) {
                    world.runFor(1_000_000);
                }
            }
            world.runFor(1_000_000);
            call(world, other, client);
            if (executed != 2 || answered != 2) {
                throw new AssertionError(
                        executed + " requests executed, " + answered + " answered");
            }
        }
    }

    private NodeEndpoint node(int id, SimLoop loop, AddressBook book, LoopMemory memory) {
        var made = new NodeEndpoint(
                id,
                loop,
                book,
                KEYS,
                request -> {
                    executed++;
                    request.reply(0);
                },
                memory,
                () -> {},
                Dialect.OWN);
        loop.run(() -> loop.add(made));
        return made;
    }

    private void call(SimWorld world, SimLoop loop, NodeEndpoint from) {
        int before = answered;
        loop.run(() -> from.session(SERVER)
                .call(
                        Opcode.ECHO,
                        0,
                        HOSTILE,
                        0,
                        8,
                        HOSTILE,
                        0,
                        0,
                        (token, status, body, offset, length) -> answered += status == 0 ? 1 : 0,
                        0));
        world.runUntil(() -> answered > before);
    }

    private void throwAt(NetPort target, Input input, NetPort from) {
        int how = input.u8();
        byte[] bytes = input.bytes(Math.min(input.u16(), SimLane.MTU_BYTES));
        if (bytes.length == 0) {
            return;
        }
        MemorySegment.copy(bytes, 0, HOSTILE, Bytes.U8, 0, bytes.length);
        if ((how & REAL_INDEX) != 0 && bytes.length >= OuterHeader.BYTES) {
            HOSTILE.set(Bytes.U32, 4, index);
        }
        if ((how & GOOD_CHECKSUM) != 0 && bytes.length >= HandshakeFrame.DATAGRAM_BYTES) {
            HandshakeFrame.setCrc(HOSTILE, OuterHeader.BYTES, 0);
            int good = crc.of(HOSTILE.asByteBuffer(), 0, bytes.length);
            HandshakeFrame.setCrc(HOSTILE, OuterHeader.BYTES, good);
        }
        datagram.set(bytes.length, 0);
        datagram.remote(target.localAddress());
        from.txBurst(new Datagram[] {datagram}, 0, 1);
    }
}
