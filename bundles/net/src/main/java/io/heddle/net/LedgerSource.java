package io.heddle.net;

import java.util.function.LongConsumer;

/**
 * A witness for ledgers. The client registers one as a service with what it started and saw answered,
 * every server one with what its buckets executed; the switchboard compares them. A mutation is named
 * by the hash of (client incarnation, request number) that {@link #key} gives.
 */
public interface LedgerSource {
    /**
     * Whether requests start here. Such a witness is opened last and closed first, so that whatever
     * it saw answered, the executing ones had the chance to record.
     */
    default boolean startsRequests() {
        return false;
    }

    /** Starts recording; any thread. */
    void open();

    /**
     * From the first call on no further start is recorded, while answers and executions still are.
     *
     * @return whether every start that was recorded has been answered
     */
    default boolean settled() {
        return true;
    }

    /** Stops recording and gives every recorded key to the consumers; any thread, may block briefly. */
    void close(LongConsumer started, LongConsumer answered, LongConsumer executed);

    /** One number for (client incarnation, request number): splitmix64 of both. */
    static long key(long client, long request) {
        long mixed = client + request * 0x9E37_79B9_7F4A_7C15L;
        mixed = (mixed ^ mixed >>> 30) * 0xBF58_476D_1CE4_E5B9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94D0_49BB_1331_11EBL;
        return mixed ^ mixed >>> 31;
    }
}
