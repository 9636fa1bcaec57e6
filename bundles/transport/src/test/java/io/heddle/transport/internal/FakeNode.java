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
        this(world, node, handler, Dialect.OWN);
        portUp(0);
    }

    /** A node without a port. */
    FakeNode(FakeWorld world, int node, RequestHandler handler, Dialect dialect) {
        this.world = world;
        loop = world.loop("loop-" + node);
        memory = new LoopMemory(64L << 20);
        memory.join();
        endpoint = new NodeEndpoint(
                node, loop, world.book, world.keys, handler, memory, () -> {}, dialect);
        loop.add(endpoint);
    }

    FakePort portUp(int slot) {
        return portUp(slot, 0, "");
    }

    FakePort portUp(int slot, int nic, String label) {
        var port = world.port(nic);
        ports[slot] = port;
        endpoint.laneUser().portUp(slot, port, label);
        return port;
    }

    /** A driver swap in one step. */
    void swap(int from, int to) {
        portUp(to);
        portDown(from);
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
