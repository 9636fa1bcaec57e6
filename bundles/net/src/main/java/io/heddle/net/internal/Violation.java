package io.heddle.net.internal;

/** What can be wrong, or missing, in the evidence of a swap; the name is the finding's kind. */
enum Violation {
    /** It lies at two places in the journals. */
    EXECUTED_TWICE(true),

    /** The caller was told that it is done, and no journal has it on all replicas. */
    LOST(true),

    /** Two journals have different records of one epoch at one place. */
    REPLICAS_DIFFER(true),

    /** A journal has it under a number that its client never gave. */
    EXECUTED_UNKNOWN(true),

    /** A journal has it, and nothing of its request ever left. */
    EXECUTED_UNSENT(true),

    /** A journal had it before its request left. */
    EXECUTED_EARLY(true),

    /** The caller was told an error, and a journal has it all the same. */
    REFUSED_YET_EXECUTED(true),

    /** One number was given to two operations. */
    STARTED_TWICE(true),

    /** The caller was given two answers. */
    ANSWERED_TWICE(true),

    /** The caller was given an answer, and nothing of the request ever left. */
    ANSWERED_UNSENT(true),

    /** The caller was given an answer that never arrived. */
    ANSWERED_UNHEARD(true),

    /** Something of the request left after the caller had its answer. */
    SENT_AFTER_ANSWER(true),

    /** A fragment was sent again that had never been sent. */
    RESENT_UNSENT(true),

    /** A request left by a path that has no port. */
    SENT_NOWHERE(true),

    /** The driver counted fewer bytes than the requests that left by its port. */
    PORT_SHORT(true),

    /** Sent, and not answered when the ledger was closed. */
    UNANSWERED(false),

    /** Started, and neither sent nor answered when the ledger was closed. */
    UNSENT(false),

    /** Witnesses had no more room: what they missed is not proven. */
    OVERFLOW(false);

    private final boolean error;

    Violation(boolean error) {
        this.error = error;
    }

    boolean isError() {
        return error;
    }

    /** As ledgers name it. */
    String kind() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
}
