package io.heddle.consensus;

import java.util.concurrent.CompletableFuture;

/** What must be agreed, as a log of small commands. Fewer than 100 a second; never in an I/O. */
public interface ClusterLog extends AutoCloseable {
    /** Applies agreed commands, in order, on every member; deterministic. */
    interface StateMachine {
        /** @return what the proposer gets */
        byte[] apply(byte[] command);

        /** All state, for a snapshot. */
        byte[] snapshot();

        /** Replaces all state. */
        void restore(byte[] snapshot);
    }

    /** Proposes a command; completes with what {@link StateMachine#apply} gave when it is agreed. */
    CompletableFuture<byte[]> propose(byte[] command);

    /** Whether this member leads, or is the only one. */
    boolean isLeader();

    @Override
    void close();
}
