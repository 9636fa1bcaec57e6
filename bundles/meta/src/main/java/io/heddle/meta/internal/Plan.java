package io.heddle.meta.internal;

/** How an operation across buckets is made of steps. Without state of its own. */
interface Plan {
    /** Checks what is in this bucket and asks for the first remote steps. @return 0 or -errno */
    int start(Transaction transaction, RequestContext context);

    /** All remote steps were promised: asks for more, or leaves it at that. @return 0 or -errno */
    default int proceed(Transaction transaction, RequestContext context) {
        return 0;
    }

    /**
     * Checks again what is in this bucket, puts its changes into the record and gives the reply.
     *
     * @return >= 0, or -errno: then nothing may be in the record
     */
    int commit(Transaction transaction, RequestContext context);
}
