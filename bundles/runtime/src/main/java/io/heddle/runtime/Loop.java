package io.heddle.runtime;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/** A thread that drives many agents. Only {@link #post} and {@link #submit} are for other threads. */
public interface Loop {
    String name();

    /** The environment of the agents of this loop. */
    Env env();

    /** An environment like {@link #env()} whose disk is another folder (one for each server). */
    Env env(java.nio.file.Path diskFolder);

    /** Adds an agent; on the loop only. */
    void add(Agent agent);

    /** Removes and closes an agent; on the loop only. */
    void remove(Agent agent);

    /**
     * Calls {@code onReadable} in every turn in which the descriptor is readable (level-triggered).
     *
     * @return closes the registration, not the descriptor
     */
    AutoCloseable watch(int descriptor, Runnable onReadable);

    /**
     * Runs a command on the loop soon; any thread may call.
     *
     * @return false when the bounded ring is full: counted, and the caller's to handle
     */
    boolean post(Runnable command);

    /** Runs a call on the loop and completes the future with its result; any thread may call. */
    <T> CompletableFuture<T> submit(Callable<T> call);

    /** Whether the calling thread is this loop's. */
    boolean isCurrent();

    /**
     * Whether this loop polls without a pause, for few agents: then those with descriptors may ask them
     * in {@link Agent#poll}, which is sooner than the watch that stands for when the loop sleeps.
     */
    default boolean spins() {
        return false;
    }
}
