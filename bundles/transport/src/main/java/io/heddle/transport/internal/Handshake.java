package io.heddle.transport.internal;

import io.heddle.net.Datagram;
import io.heddle.transport.PairSecret;
import io.heddle.wire.Protocol;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * The datagrams that open sessions. The answering side keeps nothing for a stranger until the cookie
 * came back from the address that it was sent to.
 */
final class Handshake {
    private final Station station;
    private final Dialect dialect;
    private final TxBatch tx;
    private final Crc crc;
    private final Cookies cookies;
    private final Strangers strangers;
    private final Proofs proofs;
    private final NodeTable<PastIncarnations> past = new NodeTable<>();

    /** What proves the next datagram that is sent, and to whom; null for one without a proof. */
    private @Nullable PairSecret secret;

    private long receiver;

    Handshake(Station station, TxBatch tx, Crc crc, Dialect dialect) {
        this.station = station;
        this.dialect = dialect;
        proofs = new Proofs(station);
        this.tx = tx;
        this.crc = crc;
        long key = station.env.randomLong();
        cookies = new Cookies(key, station.env.randomLong());
        strangers = new Strangers(key);
    }

    /** Sends the HELLO of a session whose peer has an address; each try takes another port. */
    void hello(Opening opening, SessionCore core) {
        var secret = proofs.current(core.peer);
        if (secret == null && station.keys.seals()) {
            return;
        }
        int slot = station.ports.turn(opening.nextTurn());
        if (slot < 0 || !core.path(slot).aim.known) {
            return;
        }
        var to = core.path(slot).aim;
        // Without a cookie there is nothing to prove: it is answered without any state.
        proof(opening.cookie() == 0 ? null : secret, 0);
        send(
                slot,
                OuterHeader.HELLO,
                dialect.oldestVersion(),
                features(),
                0,
                core.index,
                opening.number(),
                opening.cookie(),
                to.high,
                to.low,
                to.port);
    }

    /** A datagram of class HELLO, COOKIE or WELCOME. */
    void receive(
            MemorySegment from,
            ByteBuffer view,
            int start,
            int lengthBytes,
            Datagram source,
            int slot) {
        int at = start + OuterHeader.BYTES;
        if (lengthBytes != HandshakeFrame.DATAGRAM_BYTES
                || OuterHeader.version(from, start) != OuterHeader.HANDSHAKE_VERSION
                || !HandshakeFrame.isKnown(from, at)) {
            station.counters.droppedMalformed.increment();
            return;
        }
        int told = HandshakeFrame.crc(from, at);
        HandshakeFrame.setCrc(from, at, 0);
        if (crc.of(view, start, start + lengthBytes) != told) {
            station.counters.droppedChecksum.increment();
            return;
        }
        if (!proofs.isAlike(HandshakeFrame.features(from, at))) {
            return;
        }
        switch (OuterHeader.datagramClass(from, start)) {
            case OuterHeader.HELLO -> onHello(from, start, at, source, slot);
            case OuterHeader.COOKIE, OuterHeader.WELCOME -> onAnswer(from, start, at, slot);
            default -> station.counters.droppedMalformed.increment();
        }
    }

    private void onHello(MemorySegment from, int start, int at, Datagram source, int slot) {
        long incarnation = HandshakeFrame.incarnation(from, at);
        long opening = HandshakeFrame.opening(from, at);
        long high = source.remoteHigh();
        long low = source.remoteLow();
        int port = source.remotePort();
        int index = HandshakeFrame.session(from, at);
        long cookie = HandshakeFrame.cookie(from, at);
        long nowNs = station.env.nanoTime();
        int version =
                dialect.common(HandshakeFrame.oldest(from, at), HandshakeFrame.newest(from, at));
        // A node that speaks no common version gets its cookie, too: that tells it what is spoken
        // here.
        if (version == Dialect.NONE
                || !cookies.check(cookie, high, low, port, incarnation, opening, nowNs)) {
            if (cookie != 0 && version != Dialect.NONE) {
                station.counters.droppedCookie.increment();
            }
            if (!strangers.mayGetCookie(high, low, nowNs)) {
                station.counters.droppedFlood.increment();
                return;
            }
            long made = cookies.make(high, low, port, incarnation, opening, nowNs);
            proof(null, 0);
            send(
                    slot,
                    OuterHeader.COOKIE,
                    dialect.oldestVersion(),
                    features(),
                    index,
                    0,
                    opening,
                    made,
                    high,
                    low,
                    port);
            return;
        }
        welcome(from, start, at, version, source, slot, nowNs);
    }

    /** Who asks has its address; where it is sealed, it has to prove its name as well. */
    private void welcome(
            MemorySegment from,
            int start,
            int at,
            int version,
            Datagram source,
            int slot,
            long nowNs) {
        int node = HandshakeFrame.node(from, at);
        long incarnation = HandshakeFrame.incarnation(from, at);
        PairSecret proven = null;
        if (station.keys.seals()) {
            if (!strangers.mayProve(source.remoteHigh(), source.remoteLow(), nowNs)) {
                station.counters.droppedFlood.increment();
                return;
            }
            proven = proofs.proven(from, start, node, 0);
            if (proven == null) {
                return;
            }
        }
        if (isPast(node, incarnation)) {
            station.sealCounters.replayed.increment();
            return;
        }
        var client = station.clients.get(node);
        if (client != null) {
            client.opening.onPeer(incarnation);
        }
        long opening = HandshakeFrame.opening(from, at);
        int index = HandshakeFrame.session(from, at);
        int window = HandshakeFrame.windowBytes(from, at);
        var core = admit(node, incarnation, opening, index, window, proven);
        if (core == null) {
            return;
        }
        long features = HandshakeFrame.features(from, at) & features();
        var seal = core.seal;
        core.version = version;
        core.grants.negotiated = (features & Protocol.GRANTS) != 0;
        core.path(slot).aim.learn(source);
        core.path(slot).health.prove(nowNs);
        proof(seal == null ? null : seal.pair, incarnation);
        send(
                slot,
                OuterHeader.WELCOME,
                version,
                features,
                index,
                core.index,
                opening,
                seal == null ? 0 : seal.salt,
                source.remoteHigh(),
                source.remoteLow(),
                source.remotePort());
    }

    /** The session of this opening; made if it is new, null if it is late or there is no room. */
    private @Nullable SessionCore admit(
            int node,
            long incarnation,
            long opening,
            int remoteIndex,
            int windowBytes,
            @Nullable PairSecret secret) {
        var old = station.served.get(node);
        if (old != null && old.incarnation == incarnation && old.core() != null) {
            if (old.opening == opening) {
                return old.core();
            }
            if (old.opening > opening) {
                station.counters.droppedSequence.increment();
                return null;
            }
        }
        if (old != null) {
            old.close();
            if (old.incarnation != incarnation) {
                past(node, old.incarnation);
            }
        }
        var session = new ServedSession(station, node, incarnation, opening);
        var core = station.newCore(node, session);
        if (core == null && station.evict()) {
            core = station.newCore(node, session);
        }
        if (core == null) {
            station.counters.refusedSlots.increment();
            return null;
        }
        if (secret != null) {
            core.seal = proofs.answering(secret, incarnation, opening);
        }
        core.remoteIndex = remoteIndex;
        core.established = true;
        core.credit.open(windowBytes);
        session.start(core);
        station.served.put(node, session);
        station.counters.sessionsOpened.increment();
        return core;
    }

    private void onAnswer(MemorySegment from, int start, int at, int slot) {
        var core = station.table.find(OuterHeader.session(from, start));
        if (core == null || !(core.side instanceof ClientSession session)) {
            station.counters.droppedSession.increment();
            return;
        }
        boolean isWelcome = OuterHeader.datagramClass(from, start) == OuterHeader.WELCOME;
        var secret = station.keys.seals() && isWelcome
                ? proofs.proven(from, start, core.peer, station.incarnation)
                : null;
        if (station.keys.seals() && isWelcome && secret == null) {
            return;
        }
        if (!station.keys.seals() || isWelcome) {
            // Where proofs are asked for, a COOKIE is no sign of life: anybody can send one.
            core.silentSinceNs = core.established ? 0 : core.silentSinceNs;
        }
        long number = HandshakeFrame.opening(from, at);
        int oldest = HandshakeFrame.oldest(from, at);
        if (!isWelcome) {
            int newest = HandshakeFrame.newest(from, at);
            if (dialect.common(oldest, newest) == Dialect.NONE) {
                session.opening.onStranger(number, oldest, newest, dialect);
            } else {
                session.opening.onCookie(number, HandshakeFrame.cookie(from, at));
            }
        } else if (HandshakeFrame.slots(from, at) == Tuning.SLOTS && dialect.speaks(oldest)) {
            session.opening.onWelcome(
                    number,
                    HandshakeFrame.incarnation(from, at),
                    HandshakeFrame.session(from, at),
                    HandshakeFrame.windowBytes(from, at),
                    oldest,
                    HandshakeFrame.features(from, at) & dialect.features(),
                    slot,
                    secret == null
                            ? null
                            : proofs.asking(
                                    secret,
                                    HandshakeFrame.incarnation(from, at),
                                    number,
                                    HandshakeFrame.cookie(from, at)));
        } else {
            station.counters.droppedMalformed.increment();
        }
    }

    /** What this node knows, and whether it seals, which is no matter of what it knows. */
    private long features() {
        return dialect.features() & ~Protocol.SEALED | proofs.feature();
    }

    private boolean isPast(int node, long incarnation) {
        var known = past.get(node);
        return known != null && known.contains(incarnation);
    }

    private void past(int node, long incarnation) {
        var known = past.get(node);
        if (known == null) {
            known = new PastIncarnations();
            past.put(node, known);
        }
        known.add(incarnation);
    }

    private void proof(@Nullable PairSecret by, long forIncarnation) {
        secret = by;
        receiver = forIncarnation;
    }

    /** Hands what was written to the port: all answers to a burst at once, since a flood may have asked. */
    void flush() {
        tx.send();
    }

    /** Between flushes of the endpoint the batch is empty; {@link #flush} comes before the next one. */
    private void send(
            int slot,
            int datagramClass,
            int version,
            long features,
            int to,
            int session,
            long opening,
            long cookie,
            long high,
            long low,
            int port) {
        if (!station.ports.select(tx, slot)) {
            station.counters.stalledByPort.increment();
            return;
        }
        int start = tx.beginAlone(null, 0, high, low, port);
        int at = start + OuterHeader.BYTES;
        OuterHeader.write(
                tx.memory, start, OuterHeader.HANDSHAKE_VERSION, datagramClass, 0, slot, 0, to, 0);
        OuterHeader.writeTimes(tx.memory, start, (int) (station.env.nanoTime() / 1000), 0);
        HandshakeFrame.write(
                tx.memory,
                at,
                version,
                dialect.newestVersion(),
                features,
                Tuning.SLOTS,
                station.node,
                session,
                station.incarnation,
                opening,
                cookie,
                Tuning.CREDIT_BYTES);
        if (secret != null) {
            Proofs.prove(secret, tx.memory, start, receiver);
        }
        int end = start + HandshakeFrame.DATAGRAM_BYTES;
        HandshakeFrame.setCrc(tx.memory, at, crc.of(tx.view, start, end));
        tx.end(HandshakeFrame.DATAGRAM_BYTES);
        station.counters.txDatagrams.increment();
    }
}
