package io.heddle.wire;

/** The version and the features that peers compare in the handshake; they use what both know. */
public final class Protocol {
    /** The newest version of datagrams that this code speaks. */
    public static final int VERSION = 1;

    /** The oldest one. */
    public static final int OLDEST_VERSION = 1;

    /** Receivers grant long messages piece by piece. */
    public static final long GRANTS = 1;

    /** All that this code knows. */
    public static final long FEATURES = GRANTS;

    private Protocol() {}
}
