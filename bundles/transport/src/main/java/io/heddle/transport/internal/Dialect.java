package io.heddle.transport.internal;

import io.heddle.wire.Protocol;

/**
 * What a node speaks. The asking one offers a range of versions and its features; the answering one
 * takes the newest version that both speak and the features that both know.
 */
record Dialect(int oldestVersion, int newestVersion, long features) {
    static final Dialect OWN =
            new Dialect(Protocol.OLDEST_VERSION, Protocol.VERSION, Protocol.FEATURES);

    static final int NONE = -1;

    /** The newest common version, or {@link #NONE}. */
    int common(int oldest, int newest) {
        int version = Math.min(newest, newestVersion);
        return version >= Math.max(oldest, oldestVersion) ? version : NONE;
    }

    boolean speaks(int version) {
        return version >= oldestVersion && version <= newestVersion;
    }
}
