package io.heddle.transport.internal;

import io.heddle.layout.AddressBook;
import io.heddle.net.LaneUser;
import io.heddle.runtime.Loop;
import io.heddle.transport.Endpoint;
import io.heddle.transport.KeySource;
import io.heddle.transport.RequestHandler;
import io.heddle.transport.RequestWitness;
import io.heddle.transport.Session;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.atomic.AtomicBoolean;

/** The agent: what one node does in a turn of its loop. */
final class NodeEndpoint implements Endpoint {
    private final Loop loop;
    final Station station;
    private final Ports ports;
    private final Intake intake;
    private final TxBatch tx;
    private final PacketBuilder builder;
    private final LossRecovery recovery;
    private final Handshake handshake;
    private final PathSwitch lane;
    private final Runnable onClose;
    private final AutoCloseable watch;

    private final AutoCloseable keyWatch;

    /** Set on any thread when the address book changed. */
    private final AtomicBoolean bookNews = new AtomicBoolean();

    /** The same when secrets changed. */
    private final AtomicBoolean keyNews = new AtomicBoolean();

    NodeEndpoint(
            int node,
            Loop loop,
            AddressBook book,
            RequestHandler handler,
            LoopMemory memory,
            Runnable onClose) {
        this(node, loop, book, KeySource.OPEN, handler, memory, onClose, Dialect.OWN);
    }

    NodeEndpoint(
            int node,
            Loop loop,
            AddressBook book,
            KeySource keys,
            RequestHandler handler,
            LoopMemory memory,
            Runnable onClose,
            Dialect dialect) {
        this.loop = loop;
        this.onClose = onClose;
        ports = new Ports(loop, this::read);
        station = new Station(node, loop.env(), book, keys, handler, memory, ports, this::onTimer);
        var crc = new Crc();
        recovery = new LossRecovery(station.counters, ports);
        tx = new TxBatch(memory.tx, memory.txView, station);
        var nobody = new SessionCore(station, 0, -1, 0, new ServedSession(station, -1, 0, 0));
        builder = new PacketBuilder(tx, crc, station, nobody);
        handshake = new Handshake(station, tx, crc, dialect);
        var receiver = new Receiver(crc, recovery, station);
        intake = new Intake(station, receiver, handshake);
        lane = new PathSwitch(station, station.aiming);
        watch = book.watch((changed, slot, entry) -> onBook());
        keyWatch = keys.watch(this::onKeys);
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
    public void witness(@Nullable RequestWitness witness) {
        station.watch.witness(witness);
    }

    @Override
    public LaneUser laneUser() {
        return lane;
    }

    @Override
    public int poll(long nowNs) {
        station.turn();
        resolve();
        greetAgain();
        int received = ports.isPolled() ? drain(false) : 0;
        // A loop with work to do takes no pause.
        return ports.isSleepless() ? received + 1 : received;
    }

    @Override
    public boolean mustPoll() {
        return ports.mustPoll();
    }

    @Override
    public void flush() {
        station.startFlush();
        station.counters.buffersHeld.set(station.pool.used());
        station.counters.grantedBytes.set(station.receiving.openBytes());
        int count = station.dirtyCount();
        if (count == 0) {
            return;
        }
        long nowNs = station.env.nanoTime();
        int wanted = 0;
        for (int i = 0; i < count; i++) {
            wanted |= prepare(station.dirtyAt(i), nowNs);
        }
        for (int left = wanted; left != 0; left &= left - 1) {
            transmit(Integer.numberOfTrailingZeros(left), count, nowNs);
        }
        for (int i = 0; i < count; i++) {
            var core = station.dirtyAt(i);
            core.tellEverywhere = false;
            if (core.established && !core.closed) {
                wait(core, nowNs);
                station.deadlines.want(core.nextDueNs());
            }
        }
        station.endFlush(count);
    }

    /** Chooses the paths of a session; the answer is a bit for each port that it sends by. */
    private int prepare(SessionCore core, long nowNs) {
        core.dirty = false;
        core.flushSlots = 0;
        if (core.closed || !core.established) {
            return 0;
        }
        core.choose();
        int slots = core.paths.slots();
        if (slots == 0) {
            station.counters.stalledByPort.increment();
            if (core.silentSinceNs == 0
                    && ports.count() > 0
                    && (core.hasQueued() || core.hasInFlight())) {
                // Nobody knows where the peer is: that is silence, too.
                core.silentSinceNs = nowNs;
                station.deadlines.want(silenceDueNs(core, nowNs));
            }
            return 0;
        }
        if (core.ask) {
            core.ask = false;
            core.path(core.paths.quickest()).ping = true;
        }
        for (int slot = 0; ports.count() > 1 && slot < Tuning.PATHS; slot++) {
            var path = core.pathOrNull(slot);
            if (path != null && ports.port(slot) != null && path.aim.known) {
                boolean ping = core.isPingDue(path, nowNs) || path.ping;
                slots |= ping || core.tellEverywhere ? 1 << slot : 0;
            }
        }
        core.flushSlots = slots;
        return slots;
    }

    private void transmit(int slot, int count, long nowNs) {
        if (!ports.select(tx, slot)) {
            return;
        }
        for (int i = 0; i < count; i++) {
            var core = station.dirtyAt(i);
            if ((core.flushSlots >>> slot & 1) != 0) {
                int pathsLeft = Integer.bitCount(core.paths.slots() >>> slot);
                builder.transmit(core, slot, pathsLeft, nowNs);
            }
        }
        tx.send();
    }

    /**
     * What waits for a word of the peer asks for it after a while, since that word may have been lost:
     * for an answer, for credit, for a grant.
     */
    private static void wait(SessionCore core, long nowNs) {
        boolean parked = core.grants.parked > 0;
        boolean stuck = core.hasQueued() || parked;
        if (core.hasInFlight() && !parked || !stuck && !core.side.isWaiting()) {
            core.askDueNs = 0;
        } else if (core.askDueNs == 0) {
            int quickest = Math.max(core.paths.quickest(), 0);
            long probeNs = core.path(quickest).roundTrip.probeNs(core.asks);
            long afterNs = parked ? Math.max(probeNs, Tuning.GRANT_ASK_NS) : probeNs;
            core.askDueNs = nowNs + (stuck ? afterNs : Tuning.ALIVE_NS);
        }
    }

    private void read(int slot) {
        station.turn();
        intake.drain(slot);
    }

    /** Reads all ports, or those only that want to be asked in every turn. */
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
        if (ports.count() == 0) {
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
        boolean ready = core.established && core.isReachable();
        boolean work = ready && recovery.onTimer(core, nowNs);
        if (!core.isInUse()) {
            // The last word may just have been given up: nobody owes an answer to that.
            core.silentSinceNs = 0;
        }
        if (core.silentSinceNs != 0 && nowNs - core.silentSinceNs > Tuning.SILENCE_NS) {
            core.side.onDead();
            return Long.MAX_VALUE;
        }
        if (!ready) {
            return silenceDueNs(core, nowNs);
        }
        if (work || core.hasQueued()) {
            station.markDirty(core);
        }
        if (core.aimAgain) {
            core.aimAgain = false;
            station.aiming.aim(core, station.book, nowNs);
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
            for (int slot = 0; slot < Tuning.PATHS; slot++) {
                var path = core.pathOrNull(slot);
                if (path != null && path.probeDueNs != 0) {
                    path.probeDueNs = Math.max(path.probeDueNs, nowNs + Tuning.STALL_NS);
                }
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
        if (core == null || !core.isReachable()) {
            return Long.MAX_VALUE;
        }
        if (opening.isHelloDue(nowNs)) {
            handshake.hello(opening, core);
            handshake.flush();
        }
        return opening.nextDueNs();
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
        greetAgain();
    }

    /** Sessions that wait for a secret may have one. */
    private void onKeys() {
        if (!keyNews.getAndSet(true)) {
            loop.post(this::onNews);
        }
    }

    private void greetAgain() {
        if (!keyNews.get() || !keyNews.getAndSet(false) || station.closed) {
            return;
        }
        for (int place = 0; place < station.clients.places(); place++) {
            var client = station.clients.at(place);
            var core = client == null ? null : client.opening.coreOrNull();
            if (client != null && core != null && !core.established) {
                client.opening.helloNow();
            }
        }
    }

    /** Looks the peers up again when the book has changed. */
    private void resolve() {
        if (!bookNews.get() || !bookNews.getAndSet(false) || station.closed) {
            return;
        }
        for (int place = 0; place < station.table.places(); place++) {
            var core = station.table.at(place);
            if (core != null && station.aiming.aim(core, station.book, station.env.nanoTime())) {
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
        close(watch);
        close(keyWatch);
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

    private static void close(AutoCloseable watch) {
        try {
            watch.close();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("A watch did not end", e);
        }
    }
}
