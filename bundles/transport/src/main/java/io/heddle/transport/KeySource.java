package io.heddle.transport;

import org.jspecify.annotations.Nullable;

/**
 * Says whether datagrams are sealed, and under which secrets. Implemented by control, which agrees on
 * secrets over the management network; an endpoint asks on its loop, so no answer may wait.
 */
public interface KeySource {
    /** Nothing is sealed. */
    KeySource OPEN = new KeySource() {
        @Override
        public boolean seals() {
            return false;
        }

        @Override
        public @Nullable PairSecret secret(int node, int peer) {
            return null;
        }

        @Override
        public @Nullable PairSecret earlier(int node, int peer) {
            return null;
        }

        @Override
        public AutoCloseable watch(Runnable onChange) {
            return () -> {};
        }
    };

    /**
     * Whether nodes of this process seal. The same answer as long as an endpoint lives: one that
     * seals refuses peers that do not, and the reverse.
     */
    boolean seals();

    /** What this node and that peer share now; null while nothing is agreed: then sessions wait. */
    @Nullable
    PairSecret secret(int node, int peer);

    /**
     * What they shared before that, or null. Both ends change at nearly the same time; what was on
     * its way then is still understood.
     */
    @Nullable
    PairSecret earlier(int node, int peer);

    /**
     * Calls back, on any thread, when an answer has changed.
     *
     * @return ends the watch
     */
    AutoCloseable watch(Runnable onChange);
}
