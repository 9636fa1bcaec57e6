package io.heddle.transport.internal;

import io.heddle.transport.PairSecret;

/**
 * What is expanded from what: a pair's secret gives a session's, that one a secret for each direction
 * and path, and that one key, IV and the secret of the next generation.
 */
final class KeyChain {
    private static final byte[] NOTHING = {};
    private static final int WORD = Long.BYTES;

    private KeyChain() {}

    /**
     * The secret of one session. Each end adds something that never comes twice, so neither a replay
     * nor a restart of the other can bring a key back.
     *
     * @param salt random, new for each session that the answering node makes
     */
    static PairSecret session(
            PairSecret pair, long asking, long answering, long opening, long salt) {
        byte[] context = new byte[4 * WORD];
        long[] words = {asking, answering, opening, salt};
        for (int word = 0; word < words.length; word++) {
            for (int i = 0; i < WORD; i++) {
                context[word * WORD + i] = (byte) (words[word] >>> Byte.SIZE * i);
            }
        }
        return new PairSecret(pair.expand("heddle session", context, PairSecret.BYTES));
    }

    /** The first secret of a path. @param asks whether the asking node sends under it */
    static PairSecret path(PairSecret session, boolean asks, int path) {
        byte[] context = {(byte) (asks ? 0 : 1), (byte) path};
        return new PairSecret(session.expand("heddle path", context, PairSecret.BYTES));
    }

    static PairSecret next(PairSecret generation) {
        return generation.next("heddle ratchet");
    }

    static Aead sealing(Aeads aeads, PairSecret generation) {
        return aeads.sealing(key(generation), iv(generation));
    }

    static Aead opening(Aeads aeads, PairSecret generation) {
        return aeads.opening(key(generation), iv(generation));
    }

    private static byte[] key(PairSecret generation) {
        return generation.expand("heddle key", NOTHING, Aead.KEY_BYTES);
    }

    private static byte[] iv(PairSecret generation) {
        return generation.expand("heddle iv", NOTHING, Aead.IV_BYTES);
    }
}
