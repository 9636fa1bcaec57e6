package io.heddle.net.internal;

/** Where the container is between its start and its end. */
@FunctionalInterface
interface Phase {
    /** Whether all bundles of this start have had their turn. */
    boolean isStarted();

    /** Whether all bundles are about to stop: a driver that goes then is no loss. */
    default boolean isEnding() {
        return false;
    }
}
