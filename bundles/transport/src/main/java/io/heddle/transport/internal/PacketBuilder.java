package io.heddle.transport.internal;

import java.lang.foreign.MemorySegment;

/** Fills datagrams of one session: fragments to resend, new ones, ACKs at the end. */
final class PacketBuilder {
    private static final int ACK_BYTES = InnerHeader.BYTES + AckFrame.BYTES;

    private final TxBatch tx;
    private final Crc crc;
    private final TransportCounters counters;

    private SessionCore core;
    private PathState path;
    private int start;
    private int position;
    private int limit;
    private int firstEnd;
    private boolean stalled;

    PacketBuilder(TxBatch tx, Crc crc, TransportCounters counters, SessionCore nobody) {
        this.tx = tx;
        this.crc = crc;
        this.counters = counters;
        core = nobody;
        path = nobody.path(0);
    }

    /** Sends what the session may send now on a path of ours. */
    void transmit(SessionCore session, int slot, long nowNs) {
        core = session;
        path = session.path(slot);
        boolean more = true;
        while (more) {
            more = build(slot, nowNs);
        }
        if (!session.hasQueued()) {
            path.congestion.idle();
        } else if (session.probeDueNs == 0) {
            // Only credit can be missing, and the news of it may have been lost: ask for it.
            session.probeDueNs = nowNs + path.roundTrip.probeNs(session.backoff);
        }
        if (session.probeDueNs == 0 && session.side.isWaiting()) {
            session.probeDueNs = nowNs + Tuning.ALIVE_NS;
        }
    }

    private boolean build(int slot, long nowNs) {
        int owedAcks = core.owedAcks();
        boolean ackDue = core.isAckDue(nowNs);
        if (tx.isRefusing()) {
            return false;
        }
        boolean data = core.hasQueued() && mayGo();
        if (!data && !ackDue && !core.ping) {
            return false;
        }
        start = tx.begin(core, path.log.next());
        int capacity = tx.capacityBytes();
        position = start + OuterHeader.BYTES;
        int ackRoom = (capacity - OuterHeader.BYTES) / ACK_BYTES;
        limit = start + capacity - Math.min(owedAcks, ackRoom) * ACK_BYTES;
        firstEnd = 0;
        stalled = false;
        if (data) {
            putResends();
            putNew(core.small);
            putNew(core.bulk);
        }
        boolean wantsAck = position > start + OuterHeader.BYTES;
        if (!wantsAck && core.ping) {
            putBare(InnerHeader.PING);
            wantsAck = true;
        }
        if (!wantsAck && !ackDue) {
            return false;
        }
        limit = start + capacity;
        putAcks(nowNs);
        finish(slot, wantsAck, nowNs);
        return data && wantsAck || core.isAckDue(nowNs);
    }

    private boolean mayGo() {
        if (core.probe) {
            return true;
        }
        if (path.log.isFull() || !path.congestion.allows(path.log.inFlightBytes())) {
            counters.stalledByWindow.increment();
            return false;
        }
        return true;
    }

    private void putResends() {
        var queue = core.resends;
        while (!queue.isEmpty()) {
            int offset = queue.fragmentOffset();
            int bytes = queue.fragmentBytes();
            if (!core.isWanted(queue.slot(), queue.sequence(), offset, bytes)) {
                queue.removeFirst();
                continue;
            }
            int part = fitting(bytes);
            if (part < 0) {
                return;
            }
            putFragment(core.side.outgoing(queue.slot()), offset, part);
            counters.retransmitted.increment();
            if (part == bytes) {
                queue.removeFirst();
            } else {
                queue.shorten(part);
            }
        }
    }

    private void putNew(SlotQueue queue) {
        while (!queue.isEmpty()) {
            var message = core.side.outgoing(queue.first());
            if (!message.started && !core.credit.allows(message.lengthBytes)) {
                counters.stalledByCredit.increment();
                stalled = true;
                return;
            }
            int part = fitting(message.lengthBytes - message.unsentOffset);
            if (part < 0) {
                return;
            }
            if (!message.started) {
                core.credit.sent(message.lengthBytes);
                message.firstFragment(part);
            }
            putFragment(message, message.unsentOffset, part);
            message.unsentOffset += part;
            if (message.unsentOffset == message.lengthBytes) {
                queue.removeFirst();
            }
        }
    }

    /** How much of a fragment goes in here, or -1 if it is better to start another datagram. */
    private int fitting(int wantedBytes) {
        int room = limit - position - InnerHeader.BYTES;
        if (room >= wantedBytes) {
            return wantedBytes;
        }
        return room < Tuning.LEAST_FRAGMENT_BYTES ? -1 : room & -Coverage.QUANTUM;
    }

    private void putFragment(Outgoing message, int offset, int lengthBytes) {
        InnerHeader.write(
                tx.memory,
                position,
                message.kind,
                message.opcode,
                message.slot,
                message.sequence,
                message.lengthBytes,
                offset,
                lengthBytes,
                core.credit.advertise(),
                message.word);
        var from = message.memory;
        if (from != null && lengthBytes > 0) {
            MemorySegment.copy(
                    from,
                    message.offset + offset,
                    tx.memory,
                    position + InnerHeader.BYTES,
                    lengthBytes);
        }
        path.log.fragment(message.slot, message.sequence, offset, lengthBytes);
        endFrame(lengthBytes);
    }

    private void putBare(int kind) {
        InnerHeader.write(tx.memory, position, kind, 0, 0, 0, 0, 0, 0, core.credit.advertise(), 0);
        endFrame(0);
    }

    private void putAcks(long nowNs) {
        boolean any = false;
        for (int slot = 0; slot < Tuning.PATHS; slot++) {
            var acked = core.pathOrNull(slot);
            while (acked != null && acked.arrivals.isOwed() && position + ACK_BYTES <= limit) {
                any = true;
                putAck(acked.arrivals, slot, nowNs);
            }
        }
        if (!any && position == start + OuterHeader.BYTES) {
            putBare(InnerHeader.GRANT);
        }
    }

    private void putAck(AckTracker arrivals, int slot, long nowNs) {
        int credit = core.credit.advertise();
        InnerHeader.write(
                tx.memory,
                position,
                InnerHeader.ACK,
                0,
                0,
                0,
                AckFrame.BYTES,
                0,
                AckFrame.BYTES,
                credit,
                0);
        arrivals.write(tx.memory, position + InnerHeader.BYTES, slot, nowNs);
        endFrame(AckFrame.BYTES);
    }

    /** The first frame's checksum covers the outer header, too, so it is computed at the end. */
    private void endFrame(int lengthBytes) {
        int end = position + InnerHeader.BYTES + lengthBytes;
        if (firstEnd == 0) {
            firstEnd = end;
        } else {
            InnerHeader.setCrc(tx.memory, position, crc.of(tx.view, position, end));
        }
        position = end;
    }

    private void finish(int slot, boolean wantsAck, long nowNs) {
        int bytes = position - start;
        boolean full = !path.congestion.allows(path.log.inFlightBytes() + bytes);
        boolean atOnce = core.probe || stalled || full && core.hasQueued();
        OuterHeader.write(
                tx.memory,
                start,
                OuterHeader.DATA,
                wantsAck && atOnce ? OuterHeader.ACK_NOW : 0,
                slot,
                core.entropy,
                core.remoteIndex,
                path.log.next());
        OuterHeader.writeTimes(tx.memory, start, (int) (nowNs / 1000), core.echoUs(nowNs));
        int first = start + OuterHeader.BYTES;
        InnerHeader.setCrc(tx.memory, first, crc.of(tx.view, start, firstEnd));
        path.log.sent(bytes, wantsAck, nowNs);
        tx.end(bytes);
        counters.txDatagrams.increment();
        if (!wantsAck) {
            counters.acksAlone.increment();
            return;
        }
        core.probe = false;
        core.ping = false;
        if (core.silentSinceNs == 0) {
            core.silentSinceNs = nowNs;
        }
        core.probeDueNs = nowNs + path.roundTrip.probeNs(core.backoff);
    }
}
