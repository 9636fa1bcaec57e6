package io.heddle.sim;

import io.heddle.testkit.sim.SimLane;
import io.heddle.transport.Endpoint;
import io.heddle.transport.Transport;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;

/** One node in one life of its process: endpoint, lane, and what it asks and answers. */
final class SimNode {
    final int id;
    final Endpoint endpoint;
    final SimLane lane;
    final Caller caller;

    /** Null on clients. */
    final @Nullable Service service;

    SimNode(Cluster cluster, SimProcess process, Transport transport, Arena arena, int id) {
        this.id = id;
        var loop = process.loop();
        service = id < cluster.scenario.servers() ? new Service(id, cluster, loop, arena) : null;
        Service handler = service;
        endpoint = transport.endpoint(
                id,
                loop,
                cluster.book,
                cluster.keys,
                handler == null ? request -> request.reply(-1) : handler::onRequest);
        loop.run(() -> loop.add(endpoint));
        lane = new SimLane(
                cluster.world, loop, endpoint.laneUser(), cluster.scenario.shape(), process.nics());
        caller = new Caller(cluster, process, endpoint);
    }
}
