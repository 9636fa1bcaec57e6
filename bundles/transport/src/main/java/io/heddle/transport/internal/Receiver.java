package io.heddle.transport.internal;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * Takes a datagram of a session apart. Nothing in it is believed before its checksum and bounds were
 * checked; a bad one is counted and dropped, and the sender's probe repairs it.
 */
final class Receiver {
    private final Crc crc;
    private final LossRecovery recovery;
    private final TransportCounters counters;

    Receiver(Crc crc, LossRecovery recovery, TransportCounters counters) {
        this.crc = crc;
        this.recovery = recovery;
        this.counters = counters;
    }

    /**
     * @param view a view of all of {@code from}
     * @return whether it was of the session
     */
    boolean receive(
            SessionCore core,
            MemorySegment from,
            ByteBuffer view,
            int start,
            int lengthBytes,
            long nowNs) {
        int end = start + lengthBytes;
        int header = start + OuterHeader.BYTES;
        if (!isSound(from, view, start, header, end)) {
            return false;
        }
        long packet = OuterHeader.packet(from, start);
        if (packet < 0 || packet >= 1L << 62) {
            counters.droppedMalformed.increment();
            return false;
        }
        core.heard(OuterHeader.sendUs(from, start), nowNs);
        var arrivals = core.path(OuterHeader.path(from, start)).arrivals;
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
            if (!first && !isSound(from, view, header, header, end)) {
                return true;
            }
            first = false;
            core.credit.heard(InnerHeader.credit(from, header));
            int kind = InnerHeader.kind(from, header);
            int bytes = InnerHeader.fragmentBytes(from, header);
            if (!onFrame(core, kind, from, header, bytes, nowNs) || core.closed) {
                return true;
            }
            wantsAck |= kind != InnerHeader.ACK && kind != InnerHeader.GRANT;
            header += InnerHeader.BYTES + bytes;
        }
        arrivals.add(packet, nowNs);
        if (wantsAck) {
            arrivals.owe(lengthBytes, atOnce, nowNs);
        }
        return true;
    }

    /** Bounds, then the checksum from {@code from} to the end of the frame. */
    private boolean isSound(MemorySegment from, ByteBuffer view, int start, int header, int end) {
        if (end - header < InnerHeader.BYTES
                || InnerHeader.fragmentBytes(from, header) > end - header - InnerHeader.BYTES) {
            counters.droppedMalformed.increment();
            return false;
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
                recovery.onAck(core, from, header + InnerHeader.BYTES, nowNs);
                yield true;
            }
            default -> true;
        };
    }

    private static boolean isFragment(MemorySegment from, int header, int bytes) {
        int message = InnerHeader.messageBytes(from, header);
        return message >= 0
                && message <= io.heddle.transport.Session.MAX_MESSAGE_BYTES
                && InnerHeader.slot(from, header) < Tuning.SLOTS
                && Coverage.isValid(InnerHeader.fragmentOffset(from, header), bytes, message);
    }
}
