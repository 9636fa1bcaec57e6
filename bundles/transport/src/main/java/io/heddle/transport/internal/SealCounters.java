package io.heddle.transport.internal;

import io.heddle.runtime.Counter;
import io.heddle.runtime.Counters;

/** What a node counts of sealing: everything here but the first two is somebody's fault. */
final class SealCounters {
    final Counter sealed;
    final Counter opened;

    /** The tag was not right: made or changed by a stranger. */
    final Counter forged;

    /** Came before, or too old to tell. */
    final Counter replayed;

    /** Under a key that is too old or too new. */
    final Counter generation;

    /** The peer does not seal and we do, or the reverse. */
    final Counter unsealed;

    /** HELLO or WELCOME without the right proof. */
    final Counter unproven;

    /** HELLOs of nodes with whom nothing is agreed yet. */
    final Counter noSecret;

    SealCounters(Counters counters, int node) {
        String label = "_total{node=\"" + TransportCounters.nodeName(node) + "\"}";
        sealed = counters.counter("heddle_transport_sealed_datagrams" + label);
        opened = counters.counter("heddle_transport_opened_datagrams" + label);
        forged = counters.counter("heddle_transport_dropped_forged" + label);
        replayed = counters.counter("heddle_transport_dropped_replayed" + label);
        generation = counters.counter("heddle_transport_dropped_generation" + label);
        unsealed = counters.counter("heddle_transport_dropped_unsealed" + label);
        unproven = counters.counter("heddle_transport_dropped_unproven" + label);
        noSecret = counters.counter("heddle_transport_dropped_no_secret" + label);
    }
}
