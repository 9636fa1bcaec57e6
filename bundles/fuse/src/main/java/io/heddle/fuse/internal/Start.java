package io.heddle.fuse.internal;

/** The beginning of an operation. */
@FunctionalInterface
interface Start {
    /** Answers the call, or sends a request whose {@link Step} goes on. */
    void on(Call call);
}
