package io.heddle.net;

/** Who is told what a witness saw, in the order in which it happened there. */
public interface Evidence {
    /**
     * @param timeNs of the process's monotonic clock
     * @param path slot of the port, 0 where there is none
     * @param peer node that was asked, or server that speaks
     * @param place of a record, see {@link Sight#place}
     */
    void seen(
            Sight what,
            long client,
            long number,
            long timeNs,
            int path,
            int peer,
            int value,
            long place);

    /** The witness's memory was full: this many later sights were not kept. */
    void missed(long sights);
}
