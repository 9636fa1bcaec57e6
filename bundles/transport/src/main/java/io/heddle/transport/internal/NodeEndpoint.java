package io.heddle.transport.internal;

import io.heddle.layout.AddressBook;
import io.heddle.net.LaneUser;
import io.heddle.runtime.Loop;
import io.heddle.transport.Endpoint;
import io.heddle.transport.RequestHandler;
import io.heddle.transport.Session;

import java.util.concurrent.atomic.AtomicBoolean;

/** The agent: what one node does in a turn of its loop. */
final class NodeEndpoint implements Endpoint {
    private final Loop loop;
    private final Station station;
    private final Ports ports;
    private final Intake intake;
    private final TxBatch tx;
    private final PacketBuilder builder;
    private final LossRecovery recovery;
    private final Handshake handshake;
    private final PathSwitch lane;
    private final Runnable onClose;
    private final AutoCloseable watch;

    /** Set on any thread when the address book changed. */
    private final AtomicBoolean bookNews = new AtomicBoolean();

    NodeEndpoint(
            int node,
            Loop loop,
            AddressBook book,
            RequestHandler handler,
            LoopMemory memory,
            Runnable onClose) {
        this.loop = loop;
        this.onClose = onClose;
        station = new Station(node, loop.env(), book, handler, memory, this::onTimer);
        var crc = new Crc();
        recovery = new LossRecovery(station.counters);
        tx = new TxBatch(memory.tx, memory.txView, station);
        var nobody = new SessionCore(0, -1, 0, new ServedSession(station, -1, 0, 0));
        builder = new PacketBuilder(tx, crc, station.counters, nobody);
        ports = new Ports(loop, this::read);
        handshake = new Handshake(station, ports, tx, crc);
        var receiver = new Receiver(crc, recovery, station.counters);
        intake = new Intake(station, receiver, ports, handshake);
        lane = new PathSwitch(station, ports);
        watch = book.watch((changed, slot, entry) -> onBook());
    }

    @Override
    public String name() {
        return "transport-" + TransportCounters.nodeName(station.node);
    }

    @Override
    public int node() {
        return station.node;
    }

    @Override
    public long incarnation() {
        return station.incarnation;
    }

    @Override
    public Session session(int node) {
        var session = station.clients.get(node);
        if (session == null) {
            session = new ClientSession(station, node);
            station.clients.put(node, session);
        }
        return session;
    }

    @Override
    public LaneUser laneUser() {
        return lane;
    }

    @Override
    public int poll(long nowNs) {
        station.turn();
        resolve();
        return ports.isPolled() ? drain(false) : 0;
    }

    @Override
    public void flush() {
        int count = station.startFlush();
        station.counters.buffersHeld.set(station.pool.used());
        if (count == 0) {
            return;
        }
        if (ports.select(tx)) {
            transmit();
            tx.send();
        } else {
            station.counters.stalledByPort.increment();
            while (count-- > 0) {
                station.dirtyAt(count);
            }
        }
        station.endFlush();
    }

    private void transmit() {
        long nowNs = station.env.nanoTime();
        for (int i = 0; i < station.dirtyCount(); i++) {
            var core = station.dirtyAt(i);
            if (core.closed || !core.established) {
                continue;
            }
            if (core.address.known) {
                builder.transmit(core, ports.current(), nowNs);
            } else if (core.silentSinceNs == 0 && (core.hasQueued() || core.hasInFlight())) {
                // Nobody knows where the peer is: that is silence, too.
                core.silentSinceNs = nowNs;
                station.deadlines.want(silenceDueNs(core, nowNs));
            }
            station.deadlines.want(core.nextDueNs());
        }
    }

    private void read(int slot) {
        station.turn();
        intake.drain(slot);
    }

    /** Reads all ports, or those only that have no descriptor. */
    private int drain(boolean all) {
        int count = 0;
        for (int slot = 0; slot < Tuning.PATHS; slot++) {
            if (all || ports.isPolled(slot)) {
                count += intake.drain(slot);
            }
        }
        return count;
    }

    /** Receives first: after a pause the answers may be here already. */
    private void onTimer() {
        long dueNs = station.deadlines.fired();
        if (station.closed) {
            return;
        }
        station.turn();
        resolve();
        long lateNs = station.env.nanoTime() - dueNs;
        drain(true);
        if (ports.current() < 0) {
            return;
        }
        long nowNs = station.env.nanoTime();
        long next = Long.MAX_VALUE;
        for (int place = 0; place < station.table.places(); place++) {
            var core = station.table.at(place);
            if (core != null) {
                next = Math.min(next, tick(core, nowNs, lateNs));
            }
        }
        for (int place = 0; place < station.clients.places(); place++) {
            var client = station.clients.at(place);
            if (client != null) {
                next = Math.min(next, greet(client.opening, nowNs));
            }
        }
        station.deadlines.want(next);
    }

    private long tick(SessionCore core, long nowNs, long lateNs) {
        if (lateNs > Tuning.STALL_NS) {
            stalled(core, nowNs, lateNs);
        }
        if (core.silentSinceNs != 0 && nowNs - core.silentSinceNs > Tuning.SILENCE_NS) {
            core.side.onDead();
            return Long.MAX_VALUE;
        }
        if (!core.established || !core.address.known) {
            return silenceDueNs(core, nowNs);
        }
        if (recovery.onTimer(core, ports.current(), nowNs) || core.hasQueued()) {
            station.markDirty(core);
        }
        return core.nextDueNs();
    }

    /**
     * Time in which this loop stood still is no silence of the peer. The first stall since it was heard
     * gives it all of its time again; later ones only stop its clock, or a loop that is always late
     * would never miss anybody.
     */
    private static void stalled(SessionCore core, long nowNs, long lateNs) {
        if (core.silentSinceNs != 0) {
            core.silentSinceNs = core.graced ? Math.min(core.silentSinceNs + lateNs, nowNs) : nowNs;
        }
        if (!core.graced) {
            core.graced = true;
            if (core.probeDueNs != 0) {
                core.probeDueNs = Math.max(core.probeDueNs, nowNs + Tuning.STALL_NS);
            }
        }
    }

    /** When to look at the silence of a peer that cannot be probed: often, so that a stall shows. */
    private static long silenceDueNs(SessionCore core, long nowNs) {
        return core.silentSinceNs == 0
                ? Long.MAX_VALUE
                : Math.min(core.silentSinceNs + Tuning.SILENCE_NS + 1, nowNs + Tuning.ALIVE_NS);
    }

    private long greet(Opening opening, long nowNs) {
        var core = opening.coreOrNull();
        if (core != null && core.address.known && opening.isHelloDue(nowNs)) {
            handshake.hello(opening, core);
        }
        return core == null || !core.address.known ? Long.MAX_VALUE : opening.nextDueNs();
    }

    /** The own addresses are news, too: a node may have a session to itself. */
    private void onBook() {
        if (!bookNews.getAndSet(true)) {
            loop.post(this::onNews);
        }
    }

    private void onNews() {
        station.turn();
        resolve();
    }

    /** Looks the peers up again when the book has changed. */
    private void resolve() {
        if (!bookNews.get() || !bookNews.getAndSet(false) || station.closed) {
            return;
        }
        for (int place = 0; place < station.table.places(); place++) {
            var core = station.table.at(place);
            if (core != null && core.address.resolve(station.book, core.peer)) {
                station.counters.pathMoves.increment();
                station.markDirty(core);
                if (core.side instanceof ClientSession client && !core.established) {
                    client.opening.helloNow();
                }
            }
        }
        station.deadlines.want(station.env.nanoTime());
    }

    @Override
    public void close() {
        if (station.closed) {
            return;
        }
        station.closed = true;
        try {
            watch.close();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("The address book kept its watcher", e);
        }
        for (int slot = 0; slot < Tuning.PATHS; slot++) {
            if (ports.port(slot) != null) {
                lane.portDown(slot);
            }
        }
        for (int place = 0; place < station.clients.places(); place++) {
            var client = station.clients.at(place);
            if (client != null) {
                client.lose();
            }
        }
        for (int place = 0; place < station.served.places(); place++) {
            var served = station.served.at(place);
            if (served != null) {
                served.close();
            }
        }
        station.deadlines.cancel();
        onClose.run();
    }
}
