package io.heddle.transport.internal;

import io.heddle.layout.AddressBook;
import io.heddle.runtime.Env;
import io.heddle.transport.KeySource;
import io.heddle.transport.RequestHandler;

/** What the parts of one endpoint share. */
final class Station implements TxBatch.Refusal {
    final int node;
    final long incarnation;
    final Env env;
    final AddressBook book;
    final KeySource keys;
    final RequestHandler handler;
    final LoopMemory memory;
    final MessagePool pool;
    final Ports ports;
    final Aiming aiming;
    final Grants receiving = new Grants();
    final TransportCounters counters;
    final SealCounters sealCounters;
    final SessionTable table = new SessionTable();
    final NodeTable<ClientSession> clients = new NodeTable<>();
    final NodeTable<ServedSession> served = new NodeTable<>();
    final Deadlines deadlines;
    final Stalls stalls;
    final Watch watch = new Watch();
    private SessionCore[] dirty = new SessionCore[16];
    private int dirtyCount;
    private boolean flushed;
    boolean closed;

    Station(
            int node,
            Env env,
            AddressBook book,
            KeySource keys,
            RequestHandler handler,
            LoopMemory memory,
            Ports ports,
            Runnable onTimer) {
        this.node = node;
        this.env = env;
        stalls = new Stalls(env);
        this.book = book;
        this.keys = keys;
        this.handler = handler;
        this.memory = memory;
        this.ports = ports;
        aiming = new Aiming(ports);
        pool = memory.pool;
        incarnation = env.randomLong();
        counters = new TransportCounters(env.counters(), node);
        sealCounters = new SealCounters(env.counters(), node);
        deadlines = new Deadlines(env, onTimer);
    }

    /** A session of ours, with an index of its own; null when the table is full. */
    @org.jspecify.annotations.Nullable
    SessionCore newCore(int peer, MessageSide side) {
        long random = env.randomLong();
        int index = table.freeIndex(random);
        if (index == 0) {
            return null;
        }
        var core = new SessionCore(this, index, peer, (int) (random >>> 48), side);
        aiming.aim(core, book, env.nanoTime());
        table.add(core);
        return core;
    }

    /** Counts and shows a failure of code that is not ours; the alert has the first line of the stack. */
    void handlerFailed(String what, RuntimeException failure) {
        counters.handlerFailures.increment();
        var trace = failure.getStackTrace();
        env.events()
                .raise(
                        "handler-failed",
                        TransportCounters.nodeName(node),
                        what + " met a defect and was answered with an error.",
                        failure + (trace.length == 0 ? "" : " at " + trace[0]),
                        "Report it with the log; restart this server if requests keep failing.");
    }

    /** Makes room by dropping the idle session that was silent for longest; false if none is idle. */
    boolean evict() {
        ServedSession oldest = null;
        long oldestNs = Long.MAX_VALUE;
        for (int place = 0; place < served.places(); place++) {
            var session = served.at(place);
            var core = session == null ? null : session.core();
            if (session != null && core != null && session.isIdle() && core.heardNs() < oldestNs) {
                oldest = session;
                oldestNs = core.heardNs();
            }
        }
        if (oldest == null) {
            return false;
        }
        oldest.close();
        served.remove(oldest.peer());
        counters.evicted.increment();
        return true;
    }

    void close(SessionCore core) {
        core.closed = true;
        if (core.seal != null) {
            core.seal.close();
        }
        table.remove(core);
    }

    /** The next flush looks at this session. */
    void markDirty(SessionCore core) {
        if (core.dirty) {
            return;
        }
        core.dirty = true;
        if (dirtyCount == dirty.length) {
            dirty = java.util.Arrays.copyOf(dirty, dirtyCount * 2);
        }
        dirty[dirtyCount++] = core;
        if (flushed) {
            // This turn's flush may be over and the loop about to sleep.
            deadlines.want(env.nanoTime());
        }
    }

    /** A new turn: its flush is still to come. */
    void turn() {
        flushed = false;
    }

    void startFlush() {
        flushed = true;
    }

    int dirtyCount() {
        return dirtyCount;
    }

    SessionCore dirtyAt(int index) {
        return dirty[index];
    }

    /** Forgets the first ones, which were flushed; others may have become dirty meanwhile. */
    void endFlush(int count) {
        System.arraycopy(dirty, count, dirty, 0, dirtyCount - count);
        dirtyCount -= count;
    }

    @Override
    public void onRefused(SessionCore core, int slot, long firstPacket, int packets) {
        var path = core.path(slot);
        for (long packet = firstPacket; packet < firstPacket + packets; packet++) {
            counters.refusedByPort.increment();
            int bytes = path.log.lost(packet, core);
            if (bytes > 0 && !path.mtu.lost(packet, bytes, env.nanoTime())) {
                path.congestion.lost();
            }
        }
        path.log.retire();
        deadlines.want(env.nanoTime() + Tuning.REFUSED_RETRY_NS);
    }
}
