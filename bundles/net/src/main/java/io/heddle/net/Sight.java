package io.heddle.net;

/** What a witness of a swap can see. An operation is named by its client's incarnation and its number. */
public enum Sight {
    /** A caller started the operation. Value: 1 if it must leave a record when it succeeds. */
    STARTED,

    /** A fragment of its request was handed to a port. Path, peer; value: bytes. */
    SENT,

    /** The same again for a fragment that was sent before. */
    SENT_AGAIN,

    /** A whole answer of a peer arrived; the operation may be sent again after a refusal. */
    HEARD,

    /** The caller was given the answer. Value: its status. */
    ANSWERED,

    /**
     * A server's journal has taken a record. Peer: the server; value: the epoch; place: where it lies in
     * its bucket. Client and number are those in the record, 0 if no client asked for it.
     */
    JOURNALED,

    /** Everything of a bucket up to this place is durable on all of its replicas. */
    COMMITTED,

    /** A server ran the operation with success and had nothing to change. */
    UNCHANGED,

    /** The journals of this server are witnessed. Peer: the server. */
    SERVER,

    /** The client's operations are witnessed; at this time its next operation has this number. */
    CLIENT;

    private static final int SEQUENCE_BITS = 48;

    /** A record's place: its bucket and its number there. */
    public static long place(int bucket, long sequence) {
        return (long) bucket << SEQUENCE_BITS | sequence;
    }

    public static int bucket(long place) {
        return (int) (place >>> SEQUENCE_BITS);
    }
}
