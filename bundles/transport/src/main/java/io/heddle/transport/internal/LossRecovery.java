package io.heddle.transport.internal;

import java.lang.foreign.MemorySegment;

/** What ACKs and the clock say about the datagrams in flight; RFC 9002 is the model. */
final class LossRecovery {
    private final TransportCounters counters;

    LossRecovery(TransportCounters counters) {
        this.counters = counters;
    }

    /** @param at start of the ACK frame, behind its inner header */
    void onAck(SessionCore core, MemorySegment from, long at, long nowNs) {
        int slot = AckFrame.path(from, at);
        long largest = AckFrame.largest(from, at);
        var path = core.pathOrNull(slot);
        if (path == null || !path.log.wasSent(largest)) {
            counters.droppedMalformed.increment();
            return;
        }
        long sentNs = path.log.sentNs(largest);
        int bytes = path.log.acked(largest, core);
        if (bytes > 0) {
            path.roundTrip.sample(nowNs - sentNs, AckFrame.delayUs(from, at) * 1000L);
        }
        long span = largest - path.log.oldest();
        if (span > 0) {
            bytes += ackBits(core, path, largest - 1, first(AckFrame.low(from, at), span));
        }
        if (span > 64) {
            bytes += ackBits(core, path, largest - 65, first(AckFrame.high(from, at), span - 64));
        }
        if (bytes > 0) {
            path.congestion.acked(bytes);
            core.backoff = 0;
        }
        path.largestAcked = Math.max(path.largestAcked, largest);
        detect(core, path, nowNs);
        if (bytes > 0) {
            core.probeDueNs = core.hasInFlight()
                    ? nowNs + path.roundTrip.probeNs(0)
                    : core.side.isWaiting() ? nowNs + Tuning.ALIVE_NS : 0;
        }
    }

    private static long first(long bits, long count) {
        return count >= 64 ? bits : bits & (1L << count) - 1;
    }

    private static int ackBits(SessionCore core, PathState path, long highest, long bits) {
        int bytes = 0;
        for (long left = bits; left != 0; left &= left - 1) {
            bytes += path.log.acked(highest - Long.numberOfTrailingZeros(left), core);
        }
        return bytes;
    }

    /** Gives up what later datagrams overtook by number or by time. */
    private void detect(SessionCore core, PathState path, long nowNs) {
        path.lossDueNs = 0;
        long reorderNs = path.roundTrip.reorderNs();
        for (long packet = path.log.oldest(); packet < path.largestAcked; packet++) {
            if (!path.log.isInFlight(packet)) {
                continue;
            }
            long dueNs = path.log.sentNs(packet) + reorderNs;
            if (path.largestAcked - packet >= Tuning.REORDER_DATAGRAMS || dueNs - nowNs <= 0) {
                path.congestion.lost(packet, path.log.next());
                path.log.lost(packet, core);
            } else if (path.lossDueNs == 0 || dueNs < path.lossDueNs) {
                path.lossDueNs = dueNs;
            }
        }
        path.log.retire();
    }

    /**
     * Does what is due; everything received was processed before.
     *
     * @param current the path that new traffic takes
     * @return whether the session has something to send
     */
    boolean onTimer(SessionCore core, int current, long nowNs) {
        boolean work = core.isAckDue(nowNs);
        for (int slot = 0; slot < Tuning.PATHS; slot++) {
            var path = core.pathOrNull(slot);
            if (path != null && path.lossDueNs != 0 && path.lossDueNs - nowNs <= 0) {
                detect(core, path, nowNs);
                work |= !core.resends.isEmpty();
            }
        }
        if (core.probeDueNs != 0 && core.probeDueNs - nowNs <= 0) {
            probe(core, current, nowNs);
            work = true;
        }
        return work;
    }

    /** Sends the oldest datagram of the path again, all of a path that is not used any more. */
    private void probe(SessionCore core, int current, long nowNs) {
        counters.probes.increment();
        core.backoff += core.hasInFlight() ? 1 : 0;
        for (int slot = 0; slot < Tuning.PATHS; slot++) {
            var path = core.pathOrNull(slot);
            if (path == null || path.log.isEmpty()) {
                continue;
            }
            if (slot != current) {
                giveUp(core, path);
                continue;
            }
            while (!path.log.isInFlight(path.log.oldest())) {
                path.log.retire();
            }
            path.log.lost(path.log.oldest(), core);
            path.log.retire();
            if (core.backoff > 1) {
                path.congestion.collapsed();
            }
        }
        core.probe = true;
        core.ping = core.resends.isEmpty();
        core.probeDueNs = nowNs + core.path(current).roundTrip.probeNs(core.backoff);
    }

    /** Everything in flight on a path is lost: its port is gone or silent. */
    static void giveUp(SessionCore core, PathState path) {
        for (long packet = path.log.oldest(); packet < path.log.next(); packet++) {
            path.log.lost(packet, core);
        }
        path.log.retire();
        path.lossDueNs = 0;
    }
}
