package io.heddle.sim;

import io.heddle.layout.AddressBook;
import io.heddle.testkit.sim.SimWorld;
import io.heddle.transport.KeySource;
import io.heddle.transport.Transport;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** All processes of one seed, and what watches them. */
final class Cluster {
    /** Node ids of the senders of an incast: 64 in four processes. */
    static final int FIRST_SENDER = AddressBook.FIRST_CLIENT + 100;

    static final int SENDERS = 64;
    private static final int SENDER_PROCESSES = 4;

    final SimWorld world;
    final SplittableRandom random;
    final Scenario scenario;
    final Supplier<Transport> transports;
    final AddressBook book = new AddressBook();
    final KeySource keys;
    final Payload payload;
    final Violations violations;
    final Witness witness;
    final Weather weather;
    final List<SimProcess> processes = new ArrayList<>();

    Cluster(long seed, Supplier<Transport> transports) {
        this.transports = transports;
        world = new SimWorld(seed);
        random = world.random();
        scenario = Scenario.of(seed);
        keys = SimKeys.of(seed);
        payload = new Payload(seed);
        violations = new Violations(world);
        witness = new Witness(violations, payload);
        weather = new Weather(this);
        world.network().faults(scenario.calm());
        for (int server = 0; server < scenario.servers(); server++) {
            processes.add(new SimProcess(this, "server " + server, List.of(server)));
        }
        for (int client = 0; client < scenario.clients(); client++) {
            // Every second process has two nodes, which share the memory of their loop.
            int first = AddressBook.FIRST_CLIENT + 2 * client;
            processes.add(new SimProcess(
                    this,
                    "client " + client,
                    client % 2 == 0 ? List.of(first) : List.of(first, first + 1)));
        }
        if (scenario.has(FaultKind.INCAST)) {
            int each = SENDERS / SENDER_PROCESSES;
            for (int i = 0; i < SENDER_PROCESSES; i++) {
                int first = FIRST_SENDER + i * each;
                var ids = IntStream.range(first, first + each).boxed().toList();
                processes.add(new SimProcess(this, "senders " + i, ids));
            }
        }
    }

    /** A node that lives now, or null. */
    @Nullable
    SimNode node(int id) {
        for (SimProcess process : processes) {
            for (SimNode node : process.nodes()) {
                if (node.id == id) {
                    return node;
                }
            }
        }
        return null;
    }

    /** Servers and ordinary clients that live now. */
    List<SimNode> workers() {
        var found = new ArrayList<SimNode>();
        for (SimProcess process : processes) {
            for (SimNode node : process.nodes()) {
                if (node.id < FIRST_SENDER) {
                    found.add(node);
                }
            }
        }
        return found;
    }

    /** The senders of an incast that live now. */
    List<SimNode> senders() {
        var found = new ArrayList<SimNode>();
        for (SimProcess process : processes) {
            for (SimNode node : process.nodes()) {
                if (node.id >= FIRST_SENDER) {
                    found.add(node);
                }
            }
        }
        return found;
    }

    <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    void close() {
        for (SimProcess process : processes) {
            if (process.isAlive()) {
                process.close();
            }
        }
    }
}
