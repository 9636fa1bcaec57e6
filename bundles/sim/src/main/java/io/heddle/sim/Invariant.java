package io.heddle.sim;

/** What must hold whatever happens; each has a checker that knows nothing of the code under test. */
public enum Invariant {
    /** A request is executed twice in the life of its session. */
    AT_MOST_ONCE,
    /** An answered mutation is in the journal of its server other than once. */
    EXACTLY_ONCE,
    /** A payload is not what was sent. */
    INTEGRITY,
    /** An answer is another request's, comes twice or comes without an execution. */
    ANSWER,
    /** A session is lost although nothing kept its nodes apart for 3 s. */
    SESSION,
    /** Something is not answered 30 s after the last fault. */
    LIVENESS,
    /** Slots, credit, grants, buffers or ports are held by nobody. */
    LEAK,
    /** Of equal senders one gets more than twice what another one gets. */
    FAIRNESS,
    /** With two NICs, something waits for long although one of them works. */
    STALL,
    /** A NIC that works carries no traffic. */
    FAILBACK,
    /** Traffic of nodes on one switch leaves it. */
    SWITCH,
    /** A counter tells something else than what was seen. */
    COUNTERS,
    /** The code under test threw. */
    DEFECT,
    /** The same seed gives another run. */
    DETERMINISM
}
