package io.heddle.bench.attack;

/** What a stranger makes of datagrams that it saw. */
public enum Forgery {
    /** As it was. */
    REPLAYED,

    /** With one bit changed, anywhere. */
    FLIPPED,

    /** The header of the session, the next packet numbers, and a body of noise. */
    FORGED
}
