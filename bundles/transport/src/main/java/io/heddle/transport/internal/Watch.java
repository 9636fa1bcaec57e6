package io.heddle.transport.internal;

import io.heddle.transport.RequestWitness;

import org.jspecify.annotations.Nullable;

/** Who watches the requests of an endpoint. Without one it costs a comparison with null. */
final class Watch {
    private @Nullable RequestWitness witness;

    void witness(@Nullable RequestWitness next) {
        witness = next;
    }

    /** A fragment goes into a datagram; answers are not watched. */
    void sent(Outgoing message, int path, int peer, int bytes, boolean again) {
        var told = witness;
        if (told != null && message.kind == InnerHeader.REQ) {
            told.sent(message.token, path, peer, bytes, again);
        }
    }

    /** A whole answer is here. */
    void heard(long token, int peer) {
        var told = witness;
        if (told != null) {
            told.heard(token, peer);
        }
    }
}
