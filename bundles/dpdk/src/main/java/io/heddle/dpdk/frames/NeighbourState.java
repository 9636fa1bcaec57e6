package io.heddle.dpdk.frames;

/** The states of neighbour unreachability detection (RFC 4861), for ARP too. */
public enum NeighbourState {
    /** Asked for the first time; frames wait. */
    INCOMPLETE,

    /** Answered lately. */
    REACHABLE,

    /** Answered a while ago and was not needed since; sending to it asks again. */
    STALE,

    /** Asked again, first the known station alone, then all; frames go where they went. */
    PROBE,

    /** Nobody answered; asked again after a pause. */
    FAILED;

    /** Whether frames can be sent there. */
    boolean isUsable() {
        return this == REACHABLE || this == STALE || this == PROBE;
    }
}
