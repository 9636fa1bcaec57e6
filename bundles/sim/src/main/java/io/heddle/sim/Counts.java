package io.heddle.sim;

import io.heddle.layout.AddressBook;
import io.heddle.runtime.Counter;
import io.heddle.testkit.sim.SimLoop;

/** Compares the transport's counters with what callers, handlers and ports saw. */
final class Counts {
    private final Cluster cluster;

    Counts(Cluster cluster) {
        this.cluster = cluster;
    }

    /** A counter of an endpoint. */
    static long read(SimLoop loop, SimNode node, String name) {
        String label = node.id < AddressBook.FIRST_CLIENT
                ? "server-" + node.id
                : "client-" + (node.id - AddressBook.FIRST_CLIENT);
        boolean gauge = name.endsWith("_held") || name.equals("granted_bytes");
        String suffix = gauge ? "" : "_total";
        String full = "heddle_transport_" + name + suffix + "{node=\"" + label + "\"}";
        Counter counter = loop.env().counters().find(full);
        if (counter == null) {
            throw new IllegalStateException("There is no counter " + full);
        }
        return counter.value();
    }

    /** Checks a life that is over, or one in quiescence. */
    void check(SimProcess process) {
        SimLoop loop = process.loop();
        long sent = 0;
        long refused = 0;
        long received = 0;
        for (SimNode node : process.nodes()) {
            same(node, "requests", read(loop, node, "requests"), node.caller.called());
            same(node, "answers", read(loop, node, "answers"), node.caller.answered());
            same(node, "handler_failures", read(loop, node, "handler_failures"), 0);
            if (node.service != null) {
                same(node, "served", read(loop, node, "served"), node.service.handled());
            }
            sent += read(loop, node, "tx_datagrams");
            refused += read(loop, node, "refused_by_port");
            received += read(loop, node, "rx_datagrams");
        }
        if (received != loop.takenDatagrams()) {
            differs(loop.name() + " counts " + received + " datagrams received and took "
                    + loop.takenDatagrams());
        }
        // Handshakes that a port refused are not counted as refused: they are sent again anyway.
        boolean exact = !cluster.scenario.has(FaultKind.REFUSAL);
        long taken = sent - refused;
        if (taken < loop.sentDatagrams() || (exact && taken != loop.sentDatagrams())) {
            differs(loop.name() + " counts " + sent + " datagrams sent and " + refused
                    + " refused, its ports took " + loop.sentDatagrams());
        }
    }

    private void same(SimNode node, String name, long counted, long seen) {
        if (counted != seen) {
            differs("node " + node.id + " counts " + counted + " " + name + ", seen were " + seen);
        }
    }

    private void differs(String text) {
        cluster.violations.add(Invariant.COUNTERS, text);
    }
}
