package io.heddle.transport.internal;

import io.heddle.transport.PairSecret;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;

/** All keys of one session: for each path of ours to send, for each path of the peer to receive. */
final class Seal {
    /** What {@link #open} says. */
    static final int OPENED = 0;

    /** Not long enough for a frame and a tag, or flags and number contradict each other. */
    static final int MALFORMED = 1;

    /** Under a key that is too old or too new. */
    static final int GENERATION = 2;

    /** Made or changed by somebody else, or not for this session, path or direction. */
    static final int FORGED = 3;

    private static final int LEAST_BYTES = OuterHeader.BYTES + InnerHeader.BYTES + Aead.TAG_BYTES;

    /** What the handshake of this session was proven by, and what its WELCOME carries. */
    final PairSecret pair;

    final long salt;
    private final Aeads aeads;
    private final PairSecret session;
    private final boolean asks;
    private final @Nullable SendKeys[] sending = new @Nullable SendKeys[Tuning.PATHS];
    private final @Nullable ReceiveKeys[] receiving = new @Nullable ReceiveKeys[Tuning.PATHS];

    /**
     * @param session of {@link KeyChain#session}
     * @param asks whether this is the asking end
     * @param pair the secret that {@code session} comes from, with {@code salt}
     */
    Seal(Aeads aeads, PairSecret session, boolean asks, PairSecret pair, long salt) {
        this.aeads = aeads;
        this.session = session;
        this.asks = asks;
        this.pair = pair;
        this.salt = salt;
    }

    /** The flags that a datagram carries before it is sealed. */
    int flags(long packet) {
        return OuterHeader.SEALED
                | ((packet >>> aeads.generationShift & 1) == 0 ? 0 : OuterHeader.KEYPHASE);
    }

    /**
     * Seals a datagram whose outer header is complete.
     *
     * @param bytes without the tag
     */
    void seal(MemorySegment memory, long start, int bytes) {
        int path = OuterHeader.path(memory, start);
        long packet = OuterHeader.packet(memory, start);
        var keys = sending[path];
        if (keys == null) {
            keys = new SendKeys(aeads, KeyChain.path(session, asks, path));
            sending[path] = keys;
        }
        keys.of(packet).seal(memory, start, bytes, Nonce.number(path, packet));
    }

    /**
     * Opens a datagram; nothing but its length was checked before.
     *
     * @param bytes with the tag
     */
    int open(MemorySegment memory, long start, int bytes) {
        long packet = OuterHeader.packet(memory, start);
        int flags = OuterHeader.flags(memory, start);
        if (bytes < LEAST_BYTES
                || packet < 0
                || packet >= 1L << 62
                || (flags & (OuterHeader.SEALED | OuterHeader.KEYPHASE)) != flags(packet)) {
            return MALFORMED;
        }
        int path = OuterHeader.path(memory, start);
        var keys = receiving[path];
        if (keys == null) {
            keys = new ReceiveKeys(aeads, KeyChain.path(session, !asks, path));
            receiving[path] = keys;
        }
        if (keys.of(packet) == null) {
            return GENERATION;
        }
        return keys.open(memory, start, bytes, path, packet) ? OPENED : FORGED;
    }

    /** Forgets all keys. */
    void close() {
        for (var keys : sending) {
            if (keys != null) {
                keys.close();
            }
        }
        for (var keys : receiving) {
            if (keys != null) {
                keys.close();
            }
        }
    }
}
