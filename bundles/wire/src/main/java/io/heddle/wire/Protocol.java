package io.heddle.wire;

/** The version and the features that peers compare in the handshake; they use what both know. */
public final class Protocol {
    /** The newest version of datagrams that this code speaks. */
    public static final int VERSION = 1;

    /** The oldest one. */
    public static final int OLDEST_VERSION = 1;

    /** Receivers grant long messages piece by piece. */
    public static final long GRANTS = 1;

    /** The sender seals; no choice of the two, see docs/protocol.md. */
    public static final long SEALED = 2;

    /** All that this code knows and peers choose from. */
    public static final long FEATURES = GRANTS;

    private Protocol() {}
}
