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
import io.heddle.wire.Opcode;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * A client that waits for answers takes hostile datagrams, among them answers that nobody gave: nothing
 * is thrown, nothing read outside, and each request ends once, if only when the client closes.
 *
 * <p>An input is a row of {@link HostileDatagrams}.
 */
class ReplyFuzzTest {
    private static final int SERVER = 3;
    private static final int REQUESTS = 5;
    private static final int LONGEST = 20_000;
    private static final int MOST_DATAGRAMS = 20;
    private static final long POOL_BYTES = 4L << 20;
    private static final MemorySegment BODY = Arena.global().allocate(LONGEST);

    private final List<InboundRequest> waiting = new ArrayList<>();
    private final int[] ended = new int[REQUESTS];

    @FuzzTest(maxDuration = "", maxExecutions = 100_000)
    void shouldEndEachRequestOnce(byte[] data) {
        waiting.clear();
        java.util.Arrays.fill(ended, 0);
        SimWorld world = new SimWorld(1);
        AddressBook book = new AddressBook();
        try (LoopMemory serverMemory = new LoopMemory(POOL_BYTES);
                LoopMemory clientMemory = new LoopMemory(POOL_BYTES)) {
            SimLoop server = world.loop("server");
            var served =
                    new NodeEndpoint(SERVER, server, book, waiting::add, serverMemory, () -> {});
            join(world, server, served);
            SimLoop client = world.loop("client");
            var calling = new NodeEndpoint(
                    AddressBook.FIRST_CLIENT,
                    client,
                    book,
                    request -> request.reply(-38),
                    clientMemory,
                    () -> {});
            SimLane lane = join(world, client, calling);
            client.run(() -> call(calling));
            world.runUntil(() -> waiting.size() == REQUESTS);
            attack(world, lane, calling, new Input(data));
            // An answer that was forged before is the answer; this one comes too late then.
            server.run(() -> waiting.forEach(request -> request.reply(0)));
            world.runFor(50_000_000);
            client.run(calling::close);
            for (int request = 0; request < REQUESTS; request++) {
                if (ended[request] != 1) {
                    throw new AssertionError(
                            "request " + request + " ended " + ended[request] + " times");
                }
            }
        }
    }

    private static SimLane join(SimWorld world, SimLoop loop, NodeEndpoint endpoint) {
        loop.run(() -> loop.add(endpoint));
        return new SimLane(world, loop, endpoint.laneUser());
    }

    /** Short requests and long ones, which are cut. */
    private void call(NodeEndpoint from) {
        for (int request = 0; request < REQUESTS; request++) {
            int bytes = request % 2 == 0 ? 8 : LONGEST;
            int refused = from.session(SERVER)
                    .call(
                            Opcode.ECHO,
                            0,
                            BODY,
                            0,
                            bytes,
                            BODY,
                            0,
                            0,
                            (token, status, body, offset, length) -> {
                                body.asSlice(offset, length);
                                ended[(int) token]++;
                            },
                            request);
            if (refused != 0) {
                throw new AssertionError("refused");
            }
        }
    }

    private static void attack(SimWorld world, SimLane lane, NodeEndpoint target, Input input) {
        NetPort stranger = world.network().open(world.loop("stranger"), PortShape.SOCKET);
        var hostile = new HostileDatagrams(target);
        for (int i = 0; i < MOST_DATAGRAMS && !input.isEmpty(); i++) {
            hostile.throwAt(lane.port(), input, i, stranger);
            if (i % 4 == 3) {
                world.runFor(1_000_000);
            }
        }
        world.runFor(1_000_000);
    }
}
