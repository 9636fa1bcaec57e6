package io.heddle.transport.internal;

import io.heddle.transport.PairSecret;

/** The key under which one path sends; the ratchet turns by packet number, without a word to anybody. */
final class SendKeys {
    private final Aeads aeads;
    private PairSecret secret;
    private Aead aead;
    private long generation;

    SendKeys(Aeads aeads, PairSecret first) {
        this.aeads = aeads;
        secret = first;
        aead = KeyChain.sealing(aeads, secret);
    }

    /** The key of a packet; numbers only grow. */
    Aead of(long packet) {
        long wanted = packet >>> aeads.generationShift;
        if (wanted < generation) {
            throw new IllegalStateException("Packet " + packet + " is of a key that is gone");
        }
        while (generation < wanted) {
            aead.close();
            secret = KeyChain.next(secret);
            aead = KeyChain.sealing(aeads, secret);
            generation++;
        }
        return aead;
    }

    void close() {
        aead.close();
    }
}
