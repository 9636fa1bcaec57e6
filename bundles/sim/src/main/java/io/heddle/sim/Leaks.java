package io.heddle.sim;

import io.heddle.transport.Session;

import java.util.ArrayList;
import java.util.List;

/** What must be free when nothing is under way. */
final class Leaks {
    private static final int SLOTS = 64;

    private final Cluster cluster;

    Leaks(Cluster cluster) {
        this.cluster = cluster;
    }

    void check() {
        int lanes = 0;
        for (SimProcess process : cluster.processes) {
            for (SimNode node : process.nodes()) {
                lanes += node.lane.nics();
                slots(node);
                buffers(process, node);
                grants(process, node);
                handlers(node);
            }
        }
        int ports = cluster.world.network().openPorts();
        if (ports != lanes) {
            leak(ports + " ports are open for " + lanes + " NICs of nodes");
        }
    }

    private void slots(SimNode node) {
        for (int server = 0; server < cluster.scenario.servers(); server++) {
            Session session = node.endpoint.session(server);
            if (session.freeSlots() != SLOTS) {
                leak("node " + node.id + " has " + session.freeSlots() + " of " + SLOTS
                        + " slots free to server " + server);
            }
        }
    }

    private void buffers(SimProcess process, SimNode node) {
        long held = Counts.read(process.loop(), node, "buffers_held");
        if (held != 0) {
            leak(held + " message buffers are held in the process of node " + node.id);
        }
    }

    private void grants(SimProcess process, SimNode node) {
        long granted = Counts.read(process.loop(), node, "granted_bytes");
        if (granted != 0) {
            leak("node " + node.id + " waits for ever for " + granted + " bytes that it granted");
        }
    }

    private void handlers(SimNode node) {
        if (node.service != null && node.service.executing() != 0) {
            leak(node.service.executing() + " requests at server " + node.id
                    + " are executed for ever");
        }
    }

    private void leak(String text) {
        cluster.violations.add(Invariant.LEAK, text);
    }

    /** After everything was closed. */
    void checkClosed() {
        int ports = cluster.world.network().openPorts();
        if (ports != 0) {
            leak(ports + " ports are open after all nodes were closed");
        }
    }

    /** Every answered mutation is on its server's disk once, every other one at most once. */
    void checkJournals() {
        for (SimProcess process : cluster.processes) {
            for (SimNode node : process.nodes()) {
                if (node.service != null) {
                    journal(process, node.id);
                }
            }
        }
    }

    private void journal(SimProcess process, int server) {
        var operations = cluster.witness.operations();
        var times = new int[operations.size() + 1];
        var strangers = new ArrayList<Long>();
        List<Long> keys = KeyJournal.keys(Service.disk(process.loop(), server));
        for (long key : keys) {
            if (key < 1 || key > operations.size()) {
                strangers.add(key);
            } else {
                times[(int) key]++;
            }
        }
        for (Operation operation : operations) {
            if (operation.kind != Operation.Kind.MUTATION || operation.server != server) {
                continue;
            }
            int executed = times[(int) operation.key];
            if (executed > 1 || (operation.answered && executed != 1)) {
                cluster.violations.add(
                        Invariant.EXACTLY_ONCE,
                        operation + (operation.answered ? " was answered and" : "") + " is "
                                + executed + " times in the journal");
            }
        }
        if (!strangers.isEmpty()) {
            cluster.violations.add(
                    Invariant.EXACTLY_ONCE, "server " + server + " executed keys " + strangers);
        }
    }
}
