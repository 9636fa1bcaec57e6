package io.heddle.sim;

/** What a client wants, over all attempts. */
final class Operation {
    /** What is asked for; the number on the wire is the ordinal plus one. */
    enum Kind {
        /** Executed again at each attempt. */
        READ,
        /** Executed once under its key, whatever the number of attempts. */
        MUTATION,
        /** Answered when the checker says so. */
        HELD,
        /** Answered at once: what differs is the transport's doing. */
        PLAIN
    }

    final long key;
    final Kind kind;
    final int caller;
    final int server;
    final int requestBytes;
    final int replyBytes;

    /** Told when it has ended, answered or not. */
    final Runnable onEnd;

    int attempts;
    boolean answered;

    /** Its client died. */
    boolean abandoned;

    Operation(
            long key,
            Kind kind,
            int caller,
            int server,
            int requestBytes,
            int replyBytes,
            Runnable onEnd) {
        this.key = key;
        this.kind = kind;
        this.caller = caller;
        this.server = server;
        this.requestBytes = requestBytes;
        this.replyBytes = replyBytes;
        this.onEnd = onEnd;
    }

    boolean isOver() {
        return answered || abandoned;
    }

    @Override
    public String toString() {
        return kind + " " + key + " of node " + caller + " at server " + server + " ("
                + requestBytes + " and " + replyBytes + " bytes, " + attempts + " attempts)";
    }
}
