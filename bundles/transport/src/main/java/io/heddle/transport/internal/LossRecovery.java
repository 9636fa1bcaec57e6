package io.heddle.transport.internal;

import java.lang.foreign.MemorySegment;

/** What ACKs and the clock say about the datagrams in flight; RFC 9002 is the model. */
final class LossRecovery {
    private final TransportCounters counters;
    private final Ports ports;

    /** Datagrams that the ACK under way took out of flight. */
    private int ackedDatagrams;

    LossRecovery(TransportCounters counters, Ports ports) {
        this.counters = counters;
        this.ports = ports;
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
        ackedDatagrams = 0;
        int bytes = ack(core, path, largest, nowNs);
        long delayNs = 0;
        if (bytes > 0) {
            delayNs = path.roundTrip.sample(
                    nowNs - sentNs, AckFrame.delayUs(from, at) * 1000L, nowNs);
        }
        long span = largest - path.log.oldest();
        if (span > 0) {
            long bits = first(AckFrame.low(from, at), span);
            bytes += ackBits(core, path, largest - 1, bits, nowNs);
        }
        if (span > 64) {
            long bits = first(AckFrame.high(from, at), span - 64);
            bytes += ackBits(core, path, largest - 65, bits, nowNs);
        }
        if (bytes > 0) {
            progress(path, bytes, largest, delayNs, AckFrame.marked(from, at));
            if (path.health.acked(nowNs)) {
                path.ramp(ports);
            }
        }
        path.largestAcked = Math.max(path.largestAcked, largest);
        detect(core, path, nowNs);
        if (bytes > 0) {
            path.probeDueNs = path.log.isEmpty() ? 0 : nowNs + path.roundTrip.probeNs(0);
        }
    }

    private void progress(PathState path, int bytes, long largest, long delayNs, int marks) {
        long next = path.log.next();
        path.congestion.acked(bytes, largest, next, delayNs, path.roundTrip.leastNs());
        path.congestion.marked(path.newMarks(marks), ackedDatagrams, largest, next);
        path.backoff = 0;
    }

    private int ack(SessionCore core, PathState path, long packet, long nowNs) {
        int bytes = path.log.acked(packet, core);
        if (bytes > 0) {
            ackedDatagrams++;
            path.mtu.acked(packet, bytes, nowNs);
        }
        return bytes;
    }

    private static long first(long bits, long count) {
        return count >= 64 ? bits : bits & (1L << count) - 1;
    }

    private int ackBits(SessionCore core, PathState path, long highest, long bits, long nowNs) {
        int bytes = 0;
        for (long left = bits; left != 0; left &= left - 1) {
            bytes += ack(core, path, highest - Long.numberOfTrailingZeros(left), nowNs);
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
                int bytes = path.log.lost(packet, core);
                if (!path.mtu.lost(packet, bytes, nowNs)) {
                    path.congestion.lost();
                }
            } else if (path.lossDueNs == 0 || dueNs < path.lossDueNs) {
                path.lossDueNs = dueNs;
            }
        }
        path.log.retire();
    }

    /**
     * Does what is due; everything received was processed before.
     *
     * @return whether the session has something to send
     */
    boolean onTimer(SessionCore core, long nowNs) {
        boolean work = core.isAckDue(nowNs);
        for (int slot = 0; slot < Tuning.PATHS; slot++) {
            var path = core.pathOrNull(slot);
            if (path == null) {
                continue;
            }
            if (path.lossDueNs != 0 && path.lossDueNs - nowNs <= 0) {
                detect(core, path, nowNs);
                work |= !core.resends.isEmpty();
            }
            if (path.probeDueNs != 0 && path.probeDueNs - nowNs <= 0) {
                probe(core, path, nowNs);
                work = true;
            }
            if (core.isHomeDue(path, nowNs)) {
                goHome(core, path, nowNs);
            }
            work |= core.isPingDue(path, nowNs);
        }
        if (core.askDueNs != 0 && core.askDueNs - nowNs <= 0) {
            core.askDueNs = 0;
            core.asks++;
            core.ask = true;
            core.release();
            work = true;
        }
        return work;
    }

    /** One path at a time, and only while another one carries the traffic. */
    private static void goHome(SessionCore core, PathState path, long nowNs) {
        // If refused it asks again soon: a second each would leave the last one away for long.
        path.homeDueNs = nowNs + Tuning.ALIVE_NS;
        if (!core.aimAgain && core.isOtherActive(path.slot)) {
            path.shift = 0;
            core.aimAgain = true;
        }
    }

    /**
     * Sends the oldest datagram again, by another path if there is a better one, and asks whether this
     * one works. What is in flight on a path that has become suspect is sent again by the others.
     */
    private void probe(SessionCore core, PathState path, long nowNs) {
        while (!path.log.isEmpty() && !path.log.isInFlight(path.log.oldest())) {
            path.log.retire();
        }
        path.probeDueNs = 0;
        if (path.log.isEmpty()) {
            return;
        }
        long oldest = path.log.oldest();
        boolean onlyMtu = path.mtu.isProbe(oldest);
        int bytes = path.log.lost(oldest, core);
        path.mtu.lost(oldest, bytes, nowNs);
        path.log.retire();
        if (onlyMtu) {
            // A probe that is too large says nothing about the peer.
            path.probeDueNs = path.log.isEmpty() ? 0 : nowNs;
            return;
        }
        counters.probes.increment();
        path.backoff++;
        core.unanswered++;
        path.health.silent(path.backoff, nowNs);
        if (path.backoff > 1) {
            path.congestion.collapsed();
            path.mtu.silent();
        }
        core.choose();
        boolean draining = ports.isDraining(path.slot);
        if (path.health.state() == PathHealth.State.DOWN && !core.isAnyActive()) {
            path.shift++;
            path.homeDueNs = nowNs + Tuning.HOME_NS;
            core.aimAgain = true;
        }
        if (!core.paths.has(path.slot)) {
            if (draining || path.health.state() != PathHealth.State.ACTIVE) {
                giveUp(core, path, nowNs);
            }
            path.ping = !draining && core.isInUse();
            core.probe();
        } else {
            path.probe = true;
            path.ping = core.resends.isEmpty() || path.backoff > 1;
        }
        if (path.ping || path.probe || !path.log.isEmpty()) {
            path.probeDueNs = nowNs + path.roundTrip.probeNs(path.backoff);
        }
    }

    /** Everything in flight on a path is lost: its port is gone or silent. */
    static void giveUp(SessionCore core, PathState path, long nowNs) {
        for (long packet = path.log.oldest(); packet < path.log.next(); packet++) {
            int bytes = path.log.lost(packet, core);
            if (bytes > 0 && path.mtu.isProbe(packet)) {
                path.mtu.lost(packet, bytes, nowNs);
            }
        }
        path.log.retire();
        path.lossDueNs = 0;
        path.probeDueNs = 0;
    }
}
