package io.heddle.transport.internal;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * Takes a datagram of a session apart. Nothing in it is believed before its checksum and bounds were
 * checked; a bad one is counted and dropped, and the sender's probe repairs it.
 */
final class Receiver {
    /** More is a clock that wrapped, or a lie. */
    private static final int ROUND_TRIP_MOST_US = 500_000;

    private final Crc crc;
    private final LossRecovery recovery;
    private final Station station;
    private final TransportCounters counters;

    Receiver(Crc crc, LossRecovery recovery, Station station) {
        this.crc = crc;
        this.recovery = recovery;
        this.station = station;
        counters = station.counters;
    }

    /**
     * @param view a view of all of {@code from}
     * @param marked whether the network says that it queued
     * @return whether it was of the session
     */
    boolean receive(
            SessionCore core,
            MemorySegment from,
            ByteBuffer view,
            int start,
            int lengthBytes,
            boolean marked,
            long nowNs) {
        int end = start + lengthBytes;
        int header = start + OuterHeader.BYTES;
        boolean sealed = core.seal != null;
        if (!isSound(from, view, start, header, end, sealed)) {
            return false;
        }
        long packet = OuterHeader.packet(from, start);
        if (packet < 0 || packet >= 1L << 62) {
            counters.droppedMalformed.increment();
            return false;
        }
        var arrivals = core.path(OuterHeader.path(from, start)).arrivals;
        if (sealed && arrivals.isKnown(packet)) {
            // No sign of life: who repeats it need not be the peer, who repeats nothing.
            station.sealCounters.replayed.increment();
            return false;
        }
        core.heard(OuterHeader.sendUs(from, start), nowNs);
        station.receiving.arrived(core, lengthBytes, nowNs);
        roundTrip(OuterHeader.echoUs(from, start), nowNs);
        if (arrivals.isKnown(packet)) {
            // Its ACK may have been lost.
            counters.droppedDuplicate.increment();
            arrivals.owe(lengthBytes, false, nowNs);
            return true;
        }
        boolean atOnce = (OuterHeader.flags(from, start) & OuterHeader.ACK_NOW) != 0;
        boolean wantsAck = false;
        boolean first = true;
        while (header < end) {
            if (!first && !isSound(from, view, header, header, end, sealed)) {
                return true;
            }
            first = false;
            core.credit.heard(InnerHeader.credit(from, header));
            int kind = InnerHeader.kind(from, header);
            int bytes = InnerHeader.fragmentBytes(from, header);
            if (!onFrame(core, kind, from, header, bytes, nowNs) || core.closed) {
                return true;
            }
            wantsAck |=
                    kind == InnerHeader.REQ || kind == InnerHeader.RESP || kind == InnerHeader.PING;
            header += InnerHeader.BYTES + bytes;
        }
        arrivals.add(packet, nowNs);
        mark(arrivals, marked);
        if (wantsAck) {
            arrivals.owe(lengthBytes, atOnce, nowNs);
        }
        return true;
    }

    private void mark(AckTracker arrivals, boolean marked) {
        if (marked) {
            counters.marked.increment();
            arrivals.mark();
        }
    }

    /** What the peer echoes was sent so long ago, less the time that it was held there. */
    private void roundTrip(int echoUs, long nowNs) {
        int us = (int) (nowNs / 1000) - echoUs;
        if (echoUs != 0 && us > 0 && us < ROUND_TRIP_MOST_US) {
            station.receiving.roundTrip(us * 1000L);
        }
    }

    /** Bounds, then the checksum up to the end of the frame, unless a seal has covered all of it. */
    private boolean isSound(
            MemorySegment from, ByteBuffer view, int start, int header, int end, boolean sealed) {
        if (end - header < InnerHeader.BYTES
                || InnerHeader.fragmentBytes(from, header) > end - header - InnerHeader.BYTES) {
            counters.droppedMalformed.increment();
            return false;
        }
        if (sealed) {
            return true;
        }
        int told = InnerHeader.crc(from, header);
        InnerHeader.setCrc(from, header, 0);
        int frameEnd = header + InnerHeader.BYTES + InnerHeader.fragmentBytes(from, header);
        if (crc.of(view, start, frameEnd) != told) {
            counters.droppedChecksum.increment();
            return false;
        }
        return true;
    }

    private boolean onFrame(
            SessionCore core, int kind, MemorySegment from, int header, int bytes, long nowNs) {
        return switch (kind) {
            case InnerHeader.REQ, InnerHeader.RESP -> {
                if (!isFragment(from, header, bytes)) {
                    counters.droppedMalformed.increment();
                    yield false;
                }
                yield core.side.onFragment(from, header);
            }
            case InnerHeader.ACK -> {
                if (bytes != AckFrame.BYTES) {
                    counters.droppedMalformed.increment();
                    yield false;
                }
                core.grants.heardAllowance(InnerHeader.grant(from, header), nowNs);
                recovery.onAck(core, from, header + InnerHeader.BYTES, nowNs);
                yield true;
            }
            case InnerHeader.PING -> {
                core.grants.heardAllowance(InnerHeader.grant(from, header), nowNs);
                core.asked();
                yield true;
            }
            case InnerHeader.GRANT -> {
                onGrant(core, from, header, nowNs);
                yield true;
            }
            case InnerHeader.ERR -> {
                int slot = InnerHeader.slot(from, header);
                if (slot < Tuning.SLOTS) {
                    core.hold(slot, InnerHeader.sequence(from, header));
                }
                yield true;
            }
            default -> true;
        };
    }

    /** For a message if it has a sequence, for all that begin from now on if not. */
    private static void onGrant(SessionCore core, MemorySegment from, int header, long nowNs) {
        int sequence = InnerHeader.sequence(from, header);
        int slot = InnerHeader.slot(from, header);
        int bytes = InnerHeader.grant(from, header);
        if (sequence == 0) {
            core.grants.heardAllowance(bytes, nowNs);
        } else if (slot < Tuning.SLOTS) {
            core.granted(slot, sequence, bytes);
        }
    }

    private static boolean isFragment(MemorySegment from, int header, int bytes) {
        int message = InnerHeader.messageBytes(from, header);
        return message >= 0
                && message <= io.heddle.transport.Session.MAX_MESSAGE_BYTES
                && InnerHeader.slot(from, header) < Tuning.SLOTS
                && Coverage.isValid(InnerHeader.fragmentOffset(from, header), bytes, message);
    }
}
