package io.heddle.transport.internal;

import java.util.ArrayDeque;

/**
 * What this node lets its peers send: over all of them not more than 1.5 bandwidth-delay products that
 * have not arrived (Homa, Montazeri et al., SIGCOMM 2018), in turn, so that many senders at once get
 * equal parts and no queue below overflows. Replies count from the moment that they are asked for, so
 * that a node does not ask for more than it can take.
 */
final class Grants {
    private final ArrayDeque<Incoming> hungry = new ArrayDeque<>();
    private long openBytes;

    /** Of these, what is kept free for replies that have not begun. */
    private long promisedBytes;

    private long periodNs;
    private long period;
    private int senders = 1;
    private int sendersNow;
    private long arrivedBytes;
    private double bytesPerNs;
    private long roundTripNs;

    /** A datagram of a session arrived. */
    void arrived(SessionCore core, int bytes, long nowNs) {
        long passedNs = nowNs - periodNs;
        if (passedNs >= Tuning.SENDERS_NS) {
            senders = Math.max(sendersNow, 1);
            sendersNow = 0;
            // The fastest period counts, and fades by an eighth each second.
            double faded = bytesPerNs * Math.max(1 - passedNs * 0.125e-9, 0);
            bytesPerNs = Math.max(faded, (double) arrivedBytes / passedNs);
            arrivedBytes = 0;
            periodNs = nowNs;
            period++;
        }
        arrivedBytes += bytes;
        if (core.grants.isNewSender(period)) {
            sendersNow++;
        }
    }

    /** The time from sending a datagram to the peer's answer to it, less what it was held there. */
    void roundTrip(long ns) {
        roundTripNs += (ns - roundTripNs) / 8;
    }

    /** What was granted or promised and has not arrived: 0 when nothing is under way. */
    long openBytes() {
        return openBytes;
    }

    /** How much may be granted and not have arrived. */
    long budgetBytes() {
        long product = (long) (1.5 * bytesPerNs * roundTripNs);
        return Math.clamp(product, Tuning.GRANTED_LEAST_BYTES, Tuning.GRANTED_MOST_BYTES);
    }

    /** What a sender may send at once of its next message: its share of the budget. */
    int allowanceBytes() {
        long share = budgetBytes() / Math.max(senders, sendersNow);
        return (int) Math.max(share, Tuning.ALLOWANCE_LEAST_BYTES);
    }

    /**
     * A reply of this length is asked for.
     *
     * @return how much of it the peer may send before it is told more
     */
    int promise(Incoming reply, int replyBytes) {
        reply.openBytes = 0;
        reply.promisedBytes = 0;
        if (replyBytes <= Tuning.UNSCHEDULED_BYTES) {
            return Tuning.UNSCHEDULED_BYTES;
        }
        long left = budgetBytes() - openBytes;
        int promised = (int) Math.clamp(left, Tuning.UNSCHEDULED_BYTES, replyBytes);
        open(reply, promised);
        reply.promisedBytes = promised;
        promisedBytes += promised;
        return promised;
    }

    /** A message of more than one fragment begins to arrive; its sender may have sent so much. */
    void begin(SessionCore core, int slot, int sequence, Incoming message, int grantedBytes) {
        begun(message);
        message.sender(core, slot, sequence);
        // As its sender does: fragments end at whole quanta, and the rest would count for ever.
        message.grantedBytes = grantedBytes >= message.lengthBytes
                ? message.lengthBytes
                : grantedBytes & -Coverage.QUANTUM;
        open(message, message.grantedBytes - message.openBytes);
        if (core.grants.negotiated && message.lengthBytes > Tuning.ALLOWANCE_LEAST_BYTES) {
            // Told in any case: the sender may have begun with an older and smaller allowance.
            core.grants.tell(slot);
            if (message.grantedBytes < message.lengthBytes) {
                message.hungry = true;
                hungry.add(message);
            }
        }
        grant();
    }

    /**
     * A part of a message arrived that ends there. Beyond its grant, the sender began with an older and
     * larger allowance: then so much is under way, and what has arrived of it must not count for ever.
     */
    void received(Incoming message, int endBytes) {
        message.grantedBytes = Math.max(message.grantedBytes, endBytes);
        open(message, message.missingBytes() - message.openBytes);
        grant();
    }

    /** The message is complete or given up, or the reply came in one piece. */
    void end(Incoming message) {
        begun(message);
        open(message, -message.openBytes);
        if (message.hungry) {
            message.hungry = false;
            hungry.remove(message);
        }
        grant();
    }

    private void begun(Incoming reply) {
        promisedBytes -= reply.promisedBytes;
        reply.promisedBytes = 0;
    }

    private void open(Incoming message, int bytes) {
        message.openBytes += bytes;
        openBytes += bytes;
    }

    /**
     * Where promises fill the budget and nothing else is under way, one is granted all the same: the
     * reply may wait for this very request, or for one of a peer that waits for us.
     */
    private void grant() {
        if (hungry.isEmpty()) {
            return;
        }
        long budget = budgetBytes();
        while (openBytes < budget || openBytes == promisedBytes) {
            var message = hungry.poll();
            if (message == null) {
                return;
            }
            int left = message.lengthBytes - message.grantedBytes;
            int more = Math.min(left, Tuning.GRANT_STEP_BYTES);
            message.grantedBytes += more;
            open(message, more);
            message.tellGrant();
            if (more < left) {
                hungry.add(message);
            } else {
                message.hungry = false;
            }
        }
    }
}
