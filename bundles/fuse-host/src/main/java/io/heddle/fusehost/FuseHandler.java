package io.heddle.fusehost;

/** The border to the code that gives requests their meaning; called on the mount's loop. */
@FunctionalInterface
public interface FuseHandler {
    /** A request to answer now or later, exactly once (FORGET needs {@link FuseRequest#none}). */
    void onRequest(FuseRequest request);
}
