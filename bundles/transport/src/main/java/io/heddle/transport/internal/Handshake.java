package io.heddle.transport.internal;

import io.heddle.net.Datagram;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * The datagrams that open sessions. The answering side keeps nothing for a stranger until the cookie
 * came back from the address that it was sent to.
 */
final class Handshake {
    private final Station station;
    private final Ports ports;
    private final TxBatch tx;
    private final Crc crc;
    private final Cookies cookies;

    Handshake(Station station, Ports ports, TxBatch tx, Crc crc) {
        this.station = station;
        this.ports = ports;
        this.tx = tx;
        this.crc = crc;
        cookies = new Cookies(station.env.randomLong(), station.env.randomLong());
    }

    /** Sends the HELLO of a session whose peer has an address. */
    void hello(Opening opening, SessionCore core) {
        var to = core.address;
        send(
                OuterHeader.HELLO,
                0,
                core.index,
                opening.number(),
                opening.cookie(),
                to.high,
                to.low,
                to.port);
    }

    /** A datagram of class HELLO, COOKIE or WELCOME. */
    void receive(MemorySegment from, ByteBuffer view, int start, int lengthBytes, Datagram source) {
        int at = start + OuterHeader.BYTES;
        if (lengthBytes != HandshakeFrame.DATAGRAM_BYTES || !HandshakeFrame.isKnown(from, at)) {
            station.counters.droppedMalformed.increment();
            return;
        }
        int told = HandshakeFrame.crc(from, at);
        HandshakeFrame.setCrc(from, at, 0);
        if (crc.of(view, start, start + lengthBytes) != told) {
            station.counters.droppedChecksum.increment();
            return;
        }
        switch (OuterHeader.datagramClass(from, start)) {
            case OuterHeader.HELLO -> onHello(from, at, source);
            case OuterHeader.COOKIE, OuterHeader.WELCOME -> onAnswer(from, start, at);
            default -> station.counters.droppedMalformed.increment();
        }
    }

    private void onHello(MemorySegment from, int at, Datagram source) {
        long incarnation = HandshakeFrame.incarnation(from, at);
        long opening = HandshakeFrame.opening(from, at);
        long high = source.remoteHigh();
        long low = source.remoteLow();
        int port = source.remotePort();
        int index = HandshakeFrame.session(from, at);
        long cookie = HandshakeFrame.cookie(from, at);
        long nowNs = station.env.nanoTime();
        if (!cookies.check(cookie, high, low, port, incarnation, opening, nowNs)) {
            if (cookie != 0) {
                station.counters.droppedCookie.increment();
            }
            long made = cookies.make(high, low, port, incarnation, opening, nowNs);
            send(OuterHeader.COOKIE, index, 0, opening, made, high, low, port);
            return;
        }
        int node = HandshakeFrame.node(from, at);
        var client = station.clients.get(node);
        if (client != null) {
            client.opening.onPeer(incarnation);
        }
        var core = admit(node, incarnation, opening, index, HandshakeFrame.windowBytes(from, at));
        if (core != null) {
            core.address.learn(source);
            send(OuterHeader.WELCOME, index, core.index, opening, 0, high, low, port);
        }
    }

    /** The session of this opening; made if it is new, null if it is late or there is no room. */
    private @org.jspecify.annotations.Nullable SessionCore admit(
            int node, long incarnation, long opening, int remoteIndex, int windowBytes) {
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
        core.remoteIndex = remoteIndex;
        core.established = true;
        core.credit.open(windowBytes);
        session.start(core);
        station.served.put(node, session);
        station.counters.sessionsOpened.increment();
        return core;
    }

    private void onAnswer(MemorySegment from, int start, int at) {
        var core = station.table.find(OuterHeader.session(from, start));
        if (core == null || !(core.side instanceof ClientSession session)) {
            station.counters.droppedSession.increment();
            return;
        }
        core.silentSinceNs = core.established ? 0 : core.silentSinceNs;
        long number = HandshakeFrame.opening(from, at);
        if (OuterHeader.datagramClass(from, start) == OuterHeader.COOKIE) {
            session.opening.onCookie(number, HandshakeFrame.cookie(from, at));
        } else if (HandshakeFrame.slots(from, at) == Tuning.SLOTS) {
            session.opening.onWelcome(
                    number,
                    HandshakeFrame.incarnation(from, at),
                    HandshakeFrame.session(from, at),
                    HandshakeFrame.windowBytes(from, at));
        } else {
            station.counters.droppedMalformed.increment();
        }
    }

    /** Sends at once: handshakes are rare, and between flushes the batch is empty. */
    private void send(
            int datagramClass,
            int to,
            int session,
            long opening,
            long cookie,
            long high,
            long low,
            int port) {
        if (!ports.select(tx)) {
            station.counters.stalledByPort.increment();
            return;
        }
        int start = tx.beginAlone(null, 0, high, low, port);
        int at = start + OuterHeader.BYTES;
        OuterHeader.write(tx.memory, start, datagramClass, 0, ports.current(), 0, to, 0);
        OuterHeader.writeTimes(tx.memory, start, (int) (station.env.nanoTime() / 1000), 0);
        HandshakeFrame.write(
                tx.memory,
                at,
                Tuning.SLOTS,
                station.node,
                session,
                station.incarnation,
                opening,
                cookie,
                Tuning.CREDIT_BYTES);
        int end = start + HandshakeFrame.DATAGRAM_BYTES;
        HandshakeFrame.setCrc(tx.memory, at, crc.of(tx.view, start, end));
        tx.end(HandshakeFrame.DATAGRAM_BYTES);
        tx.send();
        station.counters.txDatagrams.increment();
    }
}
