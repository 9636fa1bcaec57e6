package io.heddle.sim;

import io.heddle.runtime.Disk;
import io.heddle.testkit.sim.SimLoop;
import io.heddle.transport.InboundRequest;
import io.heddle.transport.RequestHandler;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** A server's handler in one life: reads, mutations under keys, and requests that are held. */
final class Service implements RequestHandler {
    private record Held(InboundRequest request, Attempt attempt) {}

    private final int server;
    private final Cluster cluster;
    private final SimLoop loop;
    private final KeyJournal journal;
    private final SplittableRandom random;
    private final List<Held> held = new ArrayList<>();

    /** Attempts that wait for a key which is on its way to the disk. */
    private final Map<Long, List<Held>> pending = new HashMap<>();

    private int executing;
    private long handled;

    Service(int server, Cluster cluster, SimLoop loop, Arena arena) {
        this.server = server;
        this.cluster = cluster;
        this.loop = loop;
        journal = new KeyJournal(disk(loop, server), arena);
        random = cluster.world.random();
    }

    @Override
    public void onRequest(InboundRequest request) {
        handled++;
        Attempt attempt = cluster.witness.executed(server, request);
        if (attempt == null) {
            request.reply(-1);
            return;
        }
        executing++;
        var one = new Held(request, attempt);
        switch (attempt.operation.kind) {
            case READ -> soon(one);
            case MUTATION -> mutate(one);
            case HELD -> held.add(one);
            case PLAIN -> answer(one);
        }
    }

    private void soon(Held one) {
        int which = random.nextInt(20);
        if (which < 14) {
            answer(one);
            return;
        }
        long waitNs = random.nextLong(which == 19 ? 300_000_000L : 4_000_000L);
        cluster.world.after(waitNs, () -> ifAlive(() -> answer(one)));
    }

    private void ifAlive(Runnable action) {
        if (!loop.isDead()) {
            loop.run(action);
        }
    }

    /** The disk of a server, whatever its life. */
    static Disk disk(SimLoop loop, int server) {
        return loop.env(Path.of("server-" + server)).disk();
    }

    private void mutate(Held one) {
        long key = one.attempt.operation.key;
        List<Held> waiting = pending.get(key);
        if (waiting != null) {
            waiting.add(one);
            return;
        }
        waiting = new ArrayList<>(List.of(one));
        pending.put(key, waiting);
        journal.execute(key, () -> {
            List<Held> done = pending.remove(key);
            if (done != null) {
                done.forEach(this::answer);
            }
        });
    }

    private void answer(Held one) {
        executing--;
        cluster.witness.unchanged(one.attempt, one.request);
        int number = one.attempt.number;
        MemorySegment text = cluster.payload.memory();
        long at = cluster.payload.reply(number);
        int bytes = one.attempt.operation.replyBytes;
        int head = bytes == 0 ? 0 : random.nextInt(bytes + 1);
        one.request.reply(
                cluster.payload.status(number), text, at, head, text, at + head, bytes - head);
    }

    /** Answers what was held. */
    void release() {
        var all = List.copyOf(held);
        held.clear();
        ifAlive(() -> all.forEach(this::answer));
    }

    int held() {
        return held.size();
    }

    /** Requests that were not answered yet. */
    int executing() {
        return executing;
    }

    /** Requests that this life got. */
    long handled() {
        return handled;
    }
}
