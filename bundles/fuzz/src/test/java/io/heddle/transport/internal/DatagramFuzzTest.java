package io.heddle.transport.internal;

import com.code_intelligence.jazzer.junit.FuzzTest;

import io.heddle.fuzz.Input;
import io.heddle.layout.AddressBook;
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
 * <p>An input is a row of {@link HostileDatagrams}.
 */
class DatagramFuzzTest {
    private static final int SERVER = 3;
    private static final int MOST_DATAGRAMS = 20;
    private static final long POOL_BYTES = 4L << 20;

    private static final MemorySegment BODY = Arena.global().allocate(8);

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
            var hostile = new HostileDatagrams(served);
            Input input = new Input(data);
            for (int i = 0; i < MOST_DATAGRAMS && !input.isEmpty(); i++) {
                hostile.throwAt(lane.port(), input, i, stranger);
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
                    BODY,
                    0,
                    8,
                    BODY,
                    0,
                    0,
                    (token, status, body, offset, length) -> answered += status == 0 ? 1 : 0,
                    0);
        });
        world.runUntil(() -> answered > before);
        return answered;
    }
}
