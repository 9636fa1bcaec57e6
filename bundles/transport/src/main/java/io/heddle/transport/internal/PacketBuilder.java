package io.heddle.transport.internal;

import java.lang.foreign.MemorySegment;

/** Fills datagrams of one session and path: fragments to resend, new ones, grants and ACKs last. */
final class PacketBuilder {
    private static final int ACK_BYTES = InnerHeader.BYTES + AckFrame.BYTES;

    private final TxBatch tx;
    private final Crc crc;
    private final Station station;
    private final TransportCounters counters;

    private SessionCore core;
    private PathState path;
    private int start;
    private int position;
    private int limit;
    private int firstEnd;
    private boolean stalled;

    /** Whether the path carries new traffic, and whether it is the quickest of those. */
    private boolean chosen;

    private boolean quickest;

    /** Whether lost fragments go by this path: others may be in doubt themselves. */
    private boolean repairs;

    /** Whether the peer is to be told by this path, too, what arrived. */
    private boolean copies;

    /** How many more long messages this path may begin in this flush. */
    private int share;

    PacketBuilder(TxBatch tx, Crc crc, Station station, SessionCore nobody) {
        this.tx = tx;
        this.crc = crc;
        this.station = station;
        counters = station.counters;
        core = nobody;
        path = nobody.path(0);
    }

    /**
     * Sends what the session may send now on a path of ours.
     *
     * @param pathsLeft how many of the chosen paths have had no turn in this flush, this one included
     */
    void transmit(SessionCore session, int slot, int pathsLeft, long nowNs) {
        core = session;
        path = session.path(slot);
        chosen = session.paths.has(slot);
        quickest = session.paths.quickest() == slot;
        copies = session.tellEverywhere && !quickest;
        repairs = quickest || path.backoff == 0;
        share = chosen ? core.share(path, pathsLeft) : 0;
        boolean more = true;
        while (more) {
            more = build(nowNs);
        }
        if (chosen && !session.hasQueued()) {
            path.congestion.idle();
        }
        probeMtu(nowNs);
    }

    private boolean build(long nowNs) {
        if (tx.isRefusing()) {
            return false;
        }
        boolean ackDue = quickest ? core.isAckDue(nowNs) : copies;
        boolean data = chosen && hasData() && mayGo();
        if (!data && !ackDue && !path.ping) {
            return false;
        }
        int owedAcks = quickest || data ? core.owedAcks() : Tuning.PATHS;
        start = tx.begin(core, path.aim, path.log.next(), path.datagramBytes());
        int capacity = tx.capacityBytes() - core.tagBytes();
        position = start + OuterHeader.BYTES;
        int ackRoom = (capacity - OuterHeader.BYTES) / ACK_BYTES;
        limit = start + capacity - Math.min(owedAcks, ackRoom) * ACK_BYTES;
        firstEnd = 0;
        stalled = false;
        if (path.ping && position + InnerHeader.BYTES <= limit) {
            putBare(InnerHeader.PING, nowNs);
        }
        if (data) {
            putData(nowNs);
        }
        boolean wantsAck = position > start + OuterHeader.BYTES;
        if (!wantsAck && !ackDue) {
            return false;
        }
        limit = start + capacity;
        if (chosen) {
            putGrants();
        }
        putAcks(nowNs);
        finish(wantsAck, nowNs);
        return data && wantsAck || quickest && core.isAckDue(nowNs);
    }

    private boolean hasData() {
        return quickest && !core.small.isEmpty()
                || repairs && !core.resends.isEmpty()
                || !path.bulk.isEmpty()
                || share > 0 && !core.bulk.isEmpty();
    }

    private boolean mayGo() {
        if (path.probe) {
            return true;
        }
        if (path.log.isFull() || !path.congestion.allows(path.log.inFlightBytes())) {
            counters.stalledByWindow.increment();
            return false;
        }
        return true;
    }

    private void putData(long nowNs) {
        if (repairs) {
            putResends();
        }
        if (quickest) {
            putNew(core.small, nowNs);
        }
        putNew(path.bulk, nowNs);
        while (share > 0 && path.bulk.isEmpty() && !core.bulk.isEmpty() && !stalled) {
            // A message stays on its path: its fragments arrive in order and in one burst.
            share--;
            core.begin(path);
            putNew(path.bulk, nowNs);
        }
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
            putFragment(core.side.outgoing(queue.slot()), offset, part, true);
            counters.retransmitted.increment();
            path.retransmitted++;
            if (part == bytes) {
                queue.removeFirst();
            } else {
                queue.shorten(part);
            }
        }
    }

    private void putNew(SlotQueue queue, long nowNs) {
        while (!queue.isEmpty()) {
            var message = core.side.outgoing(queue.first());
            if (!message.started && !core.credit.allows(message.lengthBytes)) {
                counters.stalledByCredit.increment();
                stalled = true;
                return;
            }
            if (!message.started) {
                message.grant(core.grants.firstBytes(promised(message), nowNs));
            }
            int sendable = message.sendableBytes();
            if (sendable <= 0 && message.lengthBytes > 0) {
                park(queue, message);
                continue;
            }
            int part = fitting(sendable);
            if (part < 0) {
                return;
            }
            if (!message.started) {
                core.credit.sent(message.lengthBytes);
                message.firstFragment(part);
            }
            putFragment(message, message.unsentOffset, part, false);
            message.unsentOffset += part;
            if (message.unsentOffset == message.lengthBytes) {
                queue.removeFirst();
            }
        }
    }

    /** What a request promises is for its reply. */
    private static int promised(Outgoing message) {
        return message.kind == InnerHeader.RESP ? message.promisedBytes : 0;
    }

    /** It goes on when the receiver grants more; others need not wait for that. */
    private void park(SlotQueue queue, Outgoing message) {
        queue.removeFirst();
        message.parked = true;
        core.grants.parked++;
        counters.stalledByGrant.increment();
    }

    /** How much of a fragment goes in here, or -1 if it is better to start another datagram. */
    private int fitting(int wantedBytes) {
        int room = limit - position - InnerHeader.BYTES;
        if (room >= wantedBytes) {
            return wantedBytes;
        }
        return room < Tuning.LEAST_FRAGMENT_BYTES ? -1 : room & -Coverage.QUANTUM;
    }

    private void putFragment(Outgoing message, int offset, int lengthBytes, boolean again) {
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
                message.promisedBytes,
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
        station.watch.sent(message, path.slot, core.peer, lengthBytes, again);
        endFrame(lengthBytes);
    }

    /** PING, and GRANT without a message: both tell credit and what a new message may send at once. */
    private void putBare(int kind, long nowNs) {
        frame(kind, 0, 0, 0, 0, station.receiving.allowanceBytes());
        endFrame(0);
        if (kind == InnerHeader.PING) {
            path.ping = false;
            path.pingedNs = nowNs;
        }
    }

    private void frame(int kind, int slot, int sequence, int messageBytes, int bytes, int grant) {
        int credit = core.credit.advertise();
        InnerHeader.write(
                tx.memory,
                position,
                kind,
                0,
                slot,
                sequence,
                messageBytes,
                0,
                bytes,
                credit,
                grant,
                0);
    }

    private void putGrants() {
        while (core.grants.isDue() && position + InnerHeader.BYTES + ACK_BYTES <= limit) {
            int slot = core.grants.takeDue();
            var message = core.side.incoming(slot);
            if (message != null && message.active) {
                frame(InnerHeader.GRANT, slot, message.sequence, 0, 0, message.grantedBytes);
                endFrame(0);
            } else if (message != null && message.refusedSequence != 0) {
                frame(InnerHeader.ERR, slot, message.refusedSequence, 0, 0, 0);
                message.refusedSequence = 0;
                endFrame(0);
            }
        }
    }

    private void putAcks(long nowNs) {
        boolean any = false;
        for (int slot = 0; slot < Tuning.PATHS; slot++) {
            var acked = core.pathOrNull(slot);
            if (acked == null || acked.arrivals.isEmpty()) {
                continue;
            }
            if (copies && position + ACK_BYTES <= limit) {
                any = true;
                putAck(acked.arrivals, slot, true, nowNs);
                continue;
            }
            while (acked.arrivals.isOwed() && position + ACK_BYTES <= limit) {
                any = true;
                putAck(acked.arrivals, slot, false, nowNs);
            }
        }
        copies = false;
        if (!any && position == start + OuterHeader.BYTES) {
            putBare(InnerHeader.GRANT, nowNs);
        }
    }

    private void putAck(AckTracker arrivals, int slot, boolean copy, long nowNs) {
        frame(
                InnerHeader.ACK,
                0,
                0,
                AckFrame.BYTES,
                AckFrame.BYTES,
                station.receiving.allowanceBytes());
        if (copy) {
            arrivals.copy(tx.memory, position + InnerHeader.BYTES, slot, nowNs);
        } else {
            arrivals.write(tx.memory, position + InnerHeader.BYTES, slot, nowNs);
        }
        endFrame(AckFrame.BYTES);
    }

    /** The first frame's checksum covers the outer header, too, so it is computed at the end. */
    private void endFrame(int lengthBytes) {
        int end = position + InnerHeader.BYTES + lengthBytes;
        if (firstEnd == 0) {
            firstEnd = end;
        } else if (core.seal == null) {
            InnerHeader.setCrc(tx.memory, position, crc.of(tx.view, position, end));
        }
        position = end;
    }

    private void finish(boolean wantsAck, long nowNs) {
        int bytes = position - start + core.tagBytes();
        boolean full = !path.congestion.allows(path.log.inFlightBytes() + bytes);
        boolean atOnce = path.probe || stalled || full && core.hasQueued();
        var seal = core.seal;
        int flags = seal == null ? 0 : seal.flags(path.log.next());
        OuterHeader.write(
                tx.memory,
                start,
                core.version,
                OuterHeader.DATA,
                flags | (wantsAck && atOnce ? OuterHeader.ACK_NOW : 0),
                path.slot,
                core.entropy,
                core.remoteIndex,
                path.log.next());
        OuterHeader.writeTimes(tx.memory, start, (int) (nowNs / 1000), core.echoUs(nowNs));
        if (seal == null) {
            int first = start + OuterHeader.BYTES;
            InnerHeader.setCrc(tx.memory, first, crc.of(tx.view, start, firstEnd));
        } else {
            seal.seal(tx.memory, start, position - start);
            station.sealCounters.sealed.increment();
        }
        path.sentBytes += bytes;
        path.log.sent(bytes, wantsAck, nowNs);
        tx.end(bytes);
        counters.txDatagrams.increment();
        if (!wantsAck) {
            counters.acksAlone.increment();
            return;
        }
        path.probe = false;
        if (core.silentSinceNs == 0) {
            core.silentSinceNs = nowNs;
        }
        path.probeDueNs = nowNs + path.roundTrip.probeNs(path.backoff);
    }

    /** A PING that is as long as the datagrams that may be possible; nothing else is risked with it. */
    private void probeMtu(long nowNs) {
        int bytes = chosen && path.backoff == 0 && core.isInUse() && !tx.isRefusing()
                ? path.mtu.wantedBytes(nowNs)
                : 0;
        if (bytes == 0) {
            return;
        }
        long packet = path.log.next();
        var aim = path.aim;
        start = tx.beginAlone(core, packet, aim.high, aim.low, aim.port);
        position = start + OuterHeader.BYTES;
        firstEnd = 0;
        int padding = bytes - OuterHeader.BYTES - InnerHeader.BYTES - core.tagBytes();
        frame(InnerHeader.PING, 0, 0, 0, padding, station.receiving.allowanceBytes());
        tx.memory.asSlice(position + InnerHeader.BYTES, padding).fill((byte) 0);
        endFrame(padding);
        path.mtu.probeSent(packet);
        finish(true, nowNs);
    }
}
