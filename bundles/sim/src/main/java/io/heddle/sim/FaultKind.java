package io.heddle.sim;

/** A class of faults. Each is off in half of the seeds, so that every mixture comes up. */
enum FaultKind {
    LOSS,
    DUPLICATION,
    REORDER,
    CORRUPTION,
    /** Copies of datagrams that arrive seconds later. */
    STRAGGLERS,
    /** A link lets nothing pass in one direction. */
    CUT,
    /** A port takes everything and nothing arrives, until it is alive again. */
    PATH_DEATH,
    /** One NIC is silent, in one direction or both, while those of the other network work. */
    NIC_DEATH,
    /** One NIC is drained and taken away, and comes back. */
    NIC_CHANGE,
    /** A network carries less than its ports believe: a black hole for large datagrams. */
    NARROW_MTU,
    /** A port is gone and another one comes. */
    PORT_LOSS,
    /** Ports take bursts in part. */
    REFUSAL,
    /** Another driver's port takes over, perhaps with another MTU. */
    SWAP,
    /** kill -9 or a power cut; a new incarnation comes back. */
    RESTART,
    PAUSE,
    CLOCK,
    SLOW_RECEIVER,
    /** 64 senders begin at once. */
    INCAST;

    /** Whether it can keep nodes apart for so long that a session has to end. */
    boolean separates() {
        return this == CUT || this == PATH_DEATH || this == RESTART || this == PAUSE;
    }

    /** Whether it is a fault of one of several NICs. */
    boolean needsTwoNics() {
        return this == NIC_DEATH || this == NIC_CHANGE;
    }

    /** Whether it strikes at times of its own; the others strike datagrams. */
    boolean isEvent() {
        return ordinal() >= CUT.ordinal();
    }
}
