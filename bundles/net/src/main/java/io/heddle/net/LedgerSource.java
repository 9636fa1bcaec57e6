package io.heddle.net;

/**
 * A witness for ledgers. The client registers one as a service with what it started, what its endpoint
 * sent and heard and what its callers were told, every server one with what its journals took; the
 * switchboard compares them and believes none.
 */
public interface LedgerSource {
    /**
     * Whether requests start here. Such a witness is opened last and closed first, so that whatever
     * it saw answered, the executing ones had the chance to record.
     */
    default boolean startsRequests() {
        return false;
    }

    /** The name of the lane whose ports its paths are, as in {@link Switchboard#attach}; or empty. */
    default String lane() {
        return "";
    }

    /** Starts recording; any thread. All memory is taken here. */
    void open();

    /**
     * From the first call on no further start is recorded, while all else still is.
     *
     * @return whether every start that was recorded has been answered
     */
    default boolean settled() {
        return true;
    }

    /** Stops recording and tells what was seen; any thread, may block briefly. */
    void close(Evidence to);
}
