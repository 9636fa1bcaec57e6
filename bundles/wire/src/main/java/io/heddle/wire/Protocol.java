package io.heddle.wire;

/** The version that peers compare in the handshake. */
public final class Protocol {
    public static final int VERSION = 1;
    /** Feature bits this version knows; a peer uses what both know. */
    public static final int FEATURES = 0;

    private Protocol() {}
}
