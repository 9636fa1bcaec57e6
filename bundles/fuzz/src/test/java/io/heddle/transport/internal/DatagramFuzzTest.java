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
import io.heddle.transport.InboundRequest;
import io.heddle.transport.Session;
import io.heddle.wire.Opcode;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A server with an open session takes hostile datagrams: nothing is thrown, nothing read outside, and
 * it goes on to answer. The world is made anew for each input, so that an input alone repeats a run.
 *
 * <p>An input is a row of: u8 how, u16 length, the bytes. How: 1 makes the checksums good, 2 sets
 * version, class DATA and a fresh packet number.
 */
class DatagramFuzzTest {
    private static final int GOOD_CHECKSUM = 1;
    private static final int FRESH_PACKET = 2;
    private static final int SERVER = 3;
    private static final int MOST_DATAGRAMS = 20;
    private static final long POOL_BYTES = 4L << 20;

    private final Crc crc = new Crc();
    private static final MemorySegment HOSTILE = Arena.global().allocate(SimLane.MTU_BYTES);
    private final Datagram datagram = new Datagram(HOSTILE, 0, SimLane.MTU_BYTES);
    private int answered;

    @FuzzTest(maxDuration = "", maxExecutions = 100_000)
    void shouldSurviveAndGoOn(byte[] data) {
        SimWorld world = new SimWorld(1);
        AddressBook book = new AddressBook();
        try (LoopMemory serverMemory = new LoopMemory(POOL_BYTES);
                LoopMemory clientMemory = new LoopMemory(POOL_BYTES)) {
            SimLoop server = world.loop("server");
            var served = new NodeEndpoint(
                    SERVER, server, book, DatagramFuzzTest::echo, serverMemory, () -> {});
            var lane = join(world, server, served);
            SimLoop client = world.loop("client");
            var calling = new NodeEndpoint(
                    AddressBook.FIRST_CLIENT,
                    client,
                    book,
                    request -> request.reply(-38),
                    clientMemory,
                    () -> {});
            join(world, client, calling);
            int before = call(world, client, calling);
            NetPort stranger = world.network().open(world.loop("stranger"), PortShape.SOCKET);
            Input input = new Input(data);
            for (int i = 0; i < MOST_DATAGRAMS && !input.isEmpty(); i++) {
                throwAt(lane.port(), input, i, stranger);
                if (i % 4 == 3) {
                    world.runFor(1_000_000);
                }
            }
            world.runFor(1_000_000);
            // Forged datagrams with good checksums may have spoiled the session; a new one works.
            var again = new NodeEndpoint(
                    AddressBook.FIRST_CLIENT + 1,
                    client,
                    book,
                    request -> request.reply(-38),
                    clientMemory,
                    () -> {});
            join(world, client, again);
            if (call(world, client, again) != before + 1) {
                throw new AssertionError("the server does not answer any more");
            }
        }
    }

    private static SimLane join(SimWorld world, SimLoop loop, NodeEndpoint endpoint) {
        loop.run(() -> loop.add(endpoint));
        return new SimLane(world, loop, endpoint.laneUser());
    }

    private static void echo(InboundRequest request) {
        request.reply(0);
    }

    private int call(SimWorld world, SimLoop loop, NodeEndpoint from) {
        int before = answered;
        loop.run(() -> {
            Session session = from.session(SERVER);
            session.call(
                    Opcode.ECHO,
                    0,
                    HOSTILE,
                    0,
                    8,
                    HOSTILE,
                    0,
                    0,
                    (token, status, body, offset, length) -> answered += status == 0 ? 1 : 0,
                    0);
        });
        world.runUntil(() -> answered > before);
        return answered;
    }

    private void throwAt(NetPort target, Input input, int packet, NetPort from) {
        int how = input.u8();
        byte[] bytes = input.bytes(Math.min(input.u16(), SimLane.MTU_BYTES));
        if (bytes.length == 0) {
            return;
        }
        MemorySegment.copy(bytes, 0, HOSTILE, Bytes.U8, 0, bytes.length);
        boolean hasHeaders = bytes.length >= OuterHeader.BYTES + InnerHeader.BYTES;
        if ((how & FRESH_PACKET) != 0 && hasHeaders) {
            HOSTILE.set(
                    Bytes.U8, 0, (byte) (OuterHeader.HANDSHAKE_VERSION << 4 | OuterHeader.DATA));
            HOSTILE.set(Bytes.U64, 8, 1L << 20 | packet);
        }
        if ((how & GOOD_CHECKSUM) != 0 && hasHeaders) {
            repair(bytes.length);
        }
        datagram.set(bytes.length, 0);
        datagram.remote(target.localAddress());
        from.txBurst(new Datagram[] {datagram}, 0, 1);
    }

    private void repair(int bytes) {
        var view = HOSTILE.asByteBuffer();
        if (OuterHeader.datagramClass(HOSTILE, 0) != OuterHeader.DATA) {
            if (bytes >= HandshakeFrame.DATAGRAM_BYTES) {
                HandshakeFrame.setCrc(HOSTILE, OuterHeader.BYTES, 0);
                HandshakeFrame.setCrc(HOSTILE, OuterHeader.BYTES, crc.of(view, 0, bytes));
            }
            return;
        }
        int from = 0;
        int header = OuterHeader.BYTES;
        while (header + InnerHeader.BYTES <= bytes) {
            int end = header + InnerHeader.BYTES + InnerHeader.fragmentBytes(HOSTILE, header);
            if (end > bytes) {
                return;
            }
            InnerHeader.setCrc(HOSTILE, header, 0);
            InnerHeader.setCrc(HOSTILE, header, crc.of(view, from, end));
            from = end;
            header = end;
        }
    }
}
