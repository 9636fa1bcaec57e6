package io.heddle.sim;

import io.heddle.runtime.Timer;
import io.heddle.testkit.sim.SimLoop;
import io.heddle.transport.Endpoint;
import io.heddle.transport.Session;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * The asking side of a node in one life. It waits for slots, and asks again, under the same key, when
 * a peer was lost.
 */
final class Caller {
    private static final long PATIENCE_NS = 5_000_000;

    private final Cluster cluster;
    private final Endpoint endpoint;
    private final SimProcess process;
    private final SimLoop loop;
    private final SplittableRandom random;
    private final List<ArrayDeque<Operation>> queues = new ArrayList<>();
    private final Set<Long> begun = new HashSet<>();
    private final Timer retry;
    private boolean pumping;
    private long called;
    private long answered;
    private long lost;

    Caller(Cluster cluster, SimProcess process, Endpoint endpoint) {
        this.cluster = cluster;
        this.process = process;
        this.endpoint = endpoint;
        loop = process.loop();
        random = cluster.world.random();
        retry = loop.env().timer(this::pump);
        for (int server = 0; server < cluster.scenario.servers(); server++) {
            queues.add(new ArrayDeque<>());
        }
    }

    /** Wants something; it begins now or when there is a slot. */
    void want(Operation operation) {
        queues.get(operation.server).add(operation);
        ifAlive();
    }

    private void ifAlive() {
        if (!loop.isDead() && !process.isClosing()) {
            loop.run(this::pump);
        }
    }

    private void pump() {
        if (pumping) {
            return;
        }
        pumping = true;
        boolean waiting = false;
        for (int server = 0; server < queues.size(); server++) {
            ArrayDeque<Operation> queue = queues.get(server);
            while (!queue.isEmpty() && call(queue.peek())) {
                queue.remove();
            }
            waiting |= !queue.isEmpty();
        }
        pumping = false;
        if (waiting && !retry.isArmed()) {
            retry.startAt(loop.env().nanoTime() + PATIENCE_NS);
        }
    }

    private boolean call(Operation operation) {
        if (operation.isOver()) {
            return true;
        }
        Session session = endpoint.session(operation.server);
        Attempt attempt = cluster.witness.attempt(operation);
        MemorySegment text = cluster.payload.memory();
        long at = cluster.payload.request(attempt.number);
        int bytes = operation.requestBytes;
        int head = bytes == 0 ? 0 : random.nextInt(bytes + 1);
        int taken = session.call(
                operation.kind.ordinal() + 1,
                attempt.number,
                text,
                at,
                head,
                text,
                at + head,
                bytes - head,
                attempt.number % 2 == 0 ? operation.replyBytes : 0,
                (token, status, body, offset, length) ->
                        onReply(attempt, token, status, body, offset, length),
                attempt.number);
        if (taken != 0) {
            cluster.witness.refused(attempt);
            return false;
        }
        called++;
        begun.add(operation.key);
        return true;
    }

    private void onReply(
            Attempt attempt, long token, int status, MemorySegment body, long offset, int bytes) {
        if (process.isClosing()) {
            return;
        }
        Operation operation = attempt.operation;
        if (token != attempt.number) {
            cluster.violations.add(
                    Invariant.ANSWER, attempt + " ends with the token " + token + " of another");
        }
        if (status == Session.PEER_LOST) {
            lost++;
            cluster.world.note(attempt + " is lost with its peer");
            if (!cluster.scenario.separates()) {
                cluster.violations.add(
                        Invariant.SESSION, attempt + " is lost, and nothing kept the nodes apart");
            }
        } else {
            answered++;
        }
        if (cluster.witness.ended(attempt, status, body, offset, bytes)) {
            begun.remove(operation.key);
        } else if (!operation.isOver()) {
            long waitNs = random.nextLong(50_000_000);
            cluster.world.after(waitNs, () -> want(operation));
        }
        ifAlive();
    }

    /** This life is over: what was begun is given up, the rest is the next life's. */
    List<Operation> die() {
        var left = new ArrayList<Operation>();
        for (ArrayDeque<Operation> queue : queues) {
            left.addAll(queue);
        }
        left.removeIf(operation -> operation.attempts > 0);
        for (Operation operation : cluster.witness.operations()) {
            if (begun.contains(operation.key)) {
                cluster.witness.abandon(operation);
            }
        }
        return left;
    }

    long called() {
        return called;
    }

    long answered() {
        return answered;
    }

    long lost() {
        return lost;
    }
}
