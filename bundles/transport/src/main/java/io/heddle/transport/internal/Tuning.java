package io.heddle.transport.internal;

/** The numbers of the protocol that an implementation may choose, with their reasons. */
final class Tuning {
    /** Requests outstanding in a session. */
    static final int SLOTS = 64;

    /** Paths of a session: the slots of the switchboard. */
    static final int PATHS = 4;

    private static final long US = 1_000;
    private static final long MS = 1_000_000;

    /** A lone datagram is acknowledged this late: a reply usually carries the ACK for nothing. */
    static final long ACK_DELAY_NS = 2 * MS;

    /** So many datagrams are acknowledged at once, or so many bytes: half the smallest window. */
    static final int ACK_DATAGRAMS = 16;

    static final int ACK_BYTES = 32 << 10;

    /** Probe timeout: on a parked loop shared by many agents, 500 us would be mostly false alarms. */
    static final long PROBE_FLOOR_NS = 5 * MS;

    /** Twelve probes and more before a peer counts as dead: loss alone is no death. */
    static final long PROBE_CEILING_NS = 250 * MS;

    /** A peer that owes an answer is asked this often whether it still lives. */
    static final long ALIVE_NS = 100 * MS;

    static final long FIRST_RTT_NS = 4 * MS;

    /** Below this queueing delay a window grows as fast as it is used: kernel sockets and polled ports. */
    static final long BYPASS_KERNEL_NS = 200 * US;

    static final long BYPASS_POLLED_NS = 20 * US;

    /** Above this queueing delay a window shrinks. */
    static final long TARGET_KERNEL_NS = 1 * MS;

    static final long TARGET_POLLED_NS = 100 * US;

    /** No data centre is wider; beyond it the window stays small. */
    static final long EMPTY_RTT_MOST_NS = 10 * MS;

    /** So many probes in a row without an answer, and other paths are preferred. */
    static final int SUSPECT_PROBES = 2;

    /** And after so many, and this time without an ACK, it counts as cut. */
    static final int DOWN_PROBES = 4;

    static final long DOWN_NS = 150 * MS;

    /** How long a path that was down must answer before it carries traffic again. */
    static final long HOLD_DOWN_NS = 500 * MS;

    /** So long after it had to lead elsewhere a path tries the best address of the peer again. */
    static final long HOME_NS = 1_000 * MS;

    /** How often it is asked meanwhile. */
    static final long HOLD_DOWN_PING_NS = 50 * MS;

    /** How long the largest datagrams that pass are believed to be the largest. */
    static final long MTU_RAISE_NS = 60_000 * MS;

    /** A datagram is lost when so many later ones arrived. */
    static final int REORDER_DATAGRAMS = 3;

    /** The least reordering in time that is tolerated. */
    static final long REORDER_FLOOR_NS = 200 * US;

    /** Silence of a peer that owes an answer or an ACK, after which the session is dead. */
    static final long SILENCE_NS = 3000 * MS;

    /** A timer that fires this late says that the loop stood still: peers get a turn first. */
    static final long STALL_NS = 2 * MS;

    static final long HELLO_FIRST_NS = 10 * MS;
    static final long HELLO_CEILING_NS = 250 * MS;

    /** A refused burst is tried again this much later. */
    static final long REFUSED_RETRY_NS = 500 * US;

    /** Silence on a draining port that shows that the peers have moved on. */
    static final long DRAIN_QUIET_NS = 10 * MS;

    static final int WINDOW_FIRST_BYTES = 256 << 10;

    /**
     * The same for datagrams of all sizes, though one of them may overshoot it: when many share a link,
     * each has this, and their parts are equal.
     */
    static final int WINDOW_LEAST_BYTES = 24 << 10;

    static final int WINDOW_MOST_BYTES = 8 << 20;

    /** What a receiver lets a sender have unanswered: four of the largest messages. */
    static final int CREDIT_BYTES = 16 << 20;

    /** What a sender may send of a message before the receiver has said anything. */
    static final int UNSCHEDULED_BYTES = 32 << 10;

    /** Many senders at once may send no less than this. */
    static final int ALLOWANCE_LEAST_BYTES = 8 << 10;

    /** A message that waits for a grant asks for it this often, because that may have been lost. */
    static final long GRANT_ASK_NS = 20 * MS;

    /** Messages get grants in steps of this. */
    static final int GRANT_STEP_BYTES = 64 << 10;

    /**
     * What a receiver has granted and not received, over all senders: 1.5 bandwidth-delay products,
     * but not less than an eighth of a socket buffer and not more than it holds twice.
     */
    static final int GRANTED_LEAST_BYTES = 1 << 20;

    static final int GRANTED_MOST_BYTES = 16 << 20;

    /** A sender forgets so old a word about what it may send at once. */
    static final long ALLOWANCE_NS = 100 * MS;

    /** Senders heard in this time share what a receiver grants. */
    static final long SENDERS_NS = 10 * MS;

    /** Longer messages queue behind short ones. */
    static final int SMALL_BYTES = 16 << 10;

    /** The start of a message is not squeezed into less than this. */
    static final int LEAST_FRAGMENT_BYTES = 512;

    /** Packet numbers that a path keeps in memory at most. */
    static final int LOG_MOST = 1 << 14;

    private Tuning() {}
}
