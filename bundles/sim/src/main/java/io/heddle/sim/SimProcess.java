package io.heddle.sim;

import io.heddle.testkit.sim.SimLoop;
import io.heddle.testkit.sim.SimNic;
import io.heddle.transport.Transport;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A process with its nodes: one loop, one transport. It dies and comes back as a new incarnation. */
final class SimProcess {
    private final Cluster cluster;
    private final List<Integer> ids;
    private final Map<Integer, List<Operation>> inherited = new HashMap<>();
    private final List<SimNode> nodes = new ArrayList<>();
    private final List<SimNic> nics = new ArrayList<>();
    private SimLoop loop;
    private Transport transport;
    private Arena arena;
    private boolean closing;
    private int lives;

    SimProcess(Cluster cluster, String name, List<Integer> ids) {
        this.cluster = cluster;
        this.ids = List.copyOf(ids);
        loop = cluster.world.loop(name);
        transport = cluster.transports.get();
        arena = Arena.ofShared();
        live();
    }

    private void live() {
        lives++;
        closing = false;
        cluster.weather.clocks(loop);
        nics.clear();
        for (int number = 0; number < cluster.scenario.nics(); number++) {
            String label = cluster.scenario.labels() ? "switch " + number : "";
            nics.add(cluster.world.network().nic(loop.name(), number, label));
        }
        for (int id : ids) {
            nodes.add(new SimNode(cluster, this, transport, arena, id));
        }
    }

    /** Ends this life without a word; unfinished disk writes meet their fate. */
    void kill(boolean powerCut) {
        if (loop.isDead()) {
            return;
        }
        cluster.world.note((powerCut ? "power cut of " : "kill of ") + loop.name());
        if (powerCut) {
            loop.powerCut();
        } else {
            loop.kill();
        }
        for (SimNode node : nodes) {
            inherited.put(node.id, node.caller.die());
        }
        new Counts(cluster).check(this);
        free();
    }

    /** A new life, with the disks of the old one. */
    void restart() {
        if (!loop.isDead()) {
            return;
        }
        loop = cluster.world.restart(loop);
        cluster.world.note("restart of " + loop.name());
        transport = cluster.transports.get();
        arena = Arena.ofShared();
        live();
        for (SimNode node : List.copyOf(nodes)) {
            inherited.getOrDefault(node.id, List.of()).forEach(node.caller::want);
        }
        inherited.clear();
    }

    /** Ends the process in good order. */
    void close() {
        closing = true;
        for (SimNode node : nodes) {
            node.lane.close();
            loop.run(() -> loop.remove(node.endpoint));
        }
        free();
    }

    private void free() {
        nodes.clear();
        if (transport instanceof AutoCloseable closeable) {
            try {
                closeable.close();
            } catch (RuntimeException failure) {
                throw failure;
            } catch (Exception failure) {
                throw new IllegalStateException("The transport does not close", failure);
            }
        }
        arena.close();
    }

    SimLoop loop() {
        return loop;
    }

    /** Those of this life, which all of its nodes share. */
    List<SimNic> nics() {
        return nics;
    }

    List<SimNode> nodes() {
        return nodes;
    }

    boolean isAlive() {
        return !loop.isDead();
    }

    boolean isClosing() {
        return closing;
    }

    int lives() {
        return lives;
    }
}
