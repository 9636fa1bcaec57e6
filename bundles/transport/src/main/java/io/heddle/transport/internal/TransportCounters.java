package io.heddle.transport.internal;

import io.heddle.layout.AddressBook;
import io.heddle.runtime.Counter;
import io.heddle.runtime.Counters;

/** Everything that an endpoint counts. */
final class TransportCounters {
    final Counter txDatagrams;
    final Counter rxDatagrams;
    final Counter requests;
    final Counter answers;
    final Counter served;
    final Counter retransmitted;
    final Counter probes;
    final Counter acksAlone;
    final Counter refusedSlots;
    final Counter refusedBuffers;
    final Counter refusedByPort;
    final Counter stalledByCredit;
    final Counter stalledByWindow;
    final Counter stalledByPort;
    final Counter stalledByGrant;
    final Counter held;
    final Counter marked;
    final Counter droppedMalformed;
    final Counter droppedChecksum;
    final Counter droppedSession;
    final Counter droppedDuplicate;
    final Counter droppedSequence;
    final Counter droppedCookie;
    final Counter droppedFlood;
    final Counter sessionsOpened;
    final Counter sessionsLost;
    final Counter pathMoves;
    final Counter evicted;
    final Counter handlerFailures;

    /** Message buffers that are out now, of all nodes of the loop. */
    final Counter buffersHeld;

    /** What this node granted or asked for and has not got yet. */
    final Counter grantedBytes;

    TransportCounters(Counters counters, int node) {
        String label = "{node=\"" + nodeName(node) + "\"}";
        txDatagrams = make(counters, "tx_datagrams", label);
        rxDatagrams = make(counters, "rx_datagrams", label);
        requests = make(counters, "requests", label);
        answers = make(counters, "answers", label);
        served = make(counters, "served", label);
        retransmitted = make(counters, "retransmitted_fragments", label);
        probes = make(counters, "probes", label);
        acksAlone = make(counters, "acks_alone", label);
        refusedSlots = make(counters, "refused_no_slot", label);
        refusedBuffers = make(counters, "refused_no_buffer", label);
        refusedByPort = make(counters, "refused_by_port", label);
        stalledByCredit = make(counters, "stalled_by_credit", label);
        stalledByWindow = make(counters, "stalled_by_window", label);
        stalledByPort = make(counters, "stalled_by_port", label);
        stalledByGrant = make(counters, "stalled_by_grant", label);
        held = make(counters, "held_by_peer", label);
        marked = make(counters, "rx_marked", label);
        droppedMalformed = make(counters, "dropped_malformed", label);
        droppedChecksum = make(counters, "dropped_checksum", label);
        droppedSession = make(counters, "dropped_unknown_session", label);
        droppedDuplicate = make(counters, "dropped_duplicate", label);
        droppedSequence = make(counters, "dropped_sequence", label);
        droppedCookie = make(counters, "dropped_cookie", label);
        droppedFlood = make(counters, "dropped_flood", label);
        sessionsOpened = make(counters, "sessions_opened", label);
        sessionsLost = make(counters, "sessions_lost", label);
        pathMoves = make(counters, "path_moves", label);
        evicted = make(counters, "sessions_evicted", label);
        handlerFailures = make(counters, "handler_failures", label);
        buffersHeld = counters.counter("heddle_transport_buffers_held" + label);
        grantedBytes = counters.counter("heddle_transport_granted_bytes" + label);
    }

    static String nodeName(int node) {
        return node < AddressBook.FIRST_CLIENT
                ? "server-" + node
                : "client-" + (node - AddressBook.FIRST_CLIENT);
    }

    private static Counter make(Counters counters, String name, String label) {
        return counters.counter("heddle_transport_" + name + "_total" + label);
    }
}
