package io.heddle.transport.internal;

import io.heddle.transport.PairSecret;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;

/**
 * The keys under which one path of the peer is opened: the current generation, the one before for
 * late datagrams, and the next one, which becomes current only when a tag verified under it. A forged
 * number can make us compute that one key, once.
 */
final class ReceiveKeys {
    private final Aeads aeads;
    private PairSecret secret;
    private Aead current;
    private long generation;
    private @Nullable Aead previous;
    private @Nullable Aead next;
    private @Nullable PairSecret nextSecret;

    ReceiveKeys(Aeads aeads, PairSecret first) {
        this.aeads = aeads;
        secret = first;
        current = KeyChain.opening(aeads, secret);
    }

    /** The key of a packet, or null when its generation is further away than one. */
    @Nullable
    Aead of(long packet) {
        long ahead = (packet >>> aeads.generationShift) - generation;
        if (ahead == 0) {
            return current;
        }
        if (ahead == -1) {
            return previous;
        }
        return ahead == 1 ? next() : null;
    }

    private Aead next() {
        var made = next;
        if (made == null) {
            nextSecret = KeyChain.next(secret);
            made = KeyChain.opening(aeads, nextSecret);
            next = made;
        }
        return made;
    }

    boolean open(MemorySegment memory, long start, int bytes, int path, long packet) {
        var key = of(packet);
        if (key == null || !key.open(memory, start, bytes, Nonce.number(path, packet))) {
            return false;
        }
        if (key == next) {
            turn(key);
        }
        return true;
    }

    /** The peer has shown that it is there. */
    private void turn(Aead key) {
        if (previous != null) {
            previous.close();
        }
        previous = current;
        current = key;
        next = null;
        var following = nextSecret;
        if (following != null) {
            secret = following;
        }
        nextSecret = null;
        generation++;
    }

    void close() {
        current.close();
        if (previous != null) {
            previous.close();
        }
        if (next != null) {
            next.close();
        }
    }
}
