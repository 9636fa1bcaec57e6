package io.heddle.transport.internal;

import io.heddle.transport.Endpoint;
import io.heddle.transport.InboundRequest;
import io.heddle.transport.RequestHandler;

import java.util.ArrayDeque;

/** A node of the {@link FakeWorld} with a port on slot 0; it answers as told. */
final class FakeNode implements AutoCloseable {
    final FakeWorld world;
    final FakeLoop loop;
    final LoopMemory memory;
    final Endpoint endpoint;
    final FakePort[] ports = new FakePort[Tuning.PATHS];

    /** Requests that wait for a later answer. */
    final ArrayDeque<InboundRequest> held = new ArrayDeque<>();

    FakeNode(FakeWorld world, int node, RequestHandler handler) {
        this.world = world;
        loop = world.loop("loop-" + node);
        memory = new LoopMemory(64L << 20);
        memory.join();
        endpoint = new NodeEndpoint(node, loop, world.book, handler, memory, () -> {});
        loop.add(endpoint);
        portUp(0);
    }

    FakePort portUp(int slot) {
        var port = world.port();
        ports[slot] = port;
        endpoint.laneUser().portUp(slot, port, "");
        return port;
    }

    void portDown(int slot) {
        endpoint.laneUser().portDown(slot);
        ports[slot].close();
    }

    @Override
    public void close() {
        loop.remove(endpoint);
        for (var port : ports) {
            if (port != null) {
                port.close();
            }
        }
        memory.close();
        world.loops.remove(loop);
    }
}
