package io.heddle.net;

/** What a driver or an open port can do beyond plain bursts, as typed facets. */
public sealed interface NetCapability {
    /** Sends up to {@code maxSegments} equal datagrams given as one buffer, up to {@code maxBytes}. */
    record SegmentationOffload(int maxSegments, int maxBytes) implements NetCapability {}

    /** Delivers several equal datagrams as one buffer of up to {@code maxBytes}. */
    record ReceiveOffload(int maxBytes) implements NetCapability {}

    /** The loop may sleep: the port names a descriptor that wakes it. */
    record RxInterrupt() implements NetCapability {}

    /**
     * Datagrams can lie in memory of the port, both those that came and those that are to go, so that
     * nobody copies them. On the loop, as all bursts.
     */
    non-sealed interface ZeroCopy extends NetCapability {
        /**
         * As {@link NetPort#rxBurst}, but datagrams may stand for memory of the port: to be read, and
         * written, until the next burst of either kind is received or the port closes.
         */
        int rxLent(Datagram[] burst, int from, int count);

        /**
         * Lets a datagram stand for memory of the port, to be filled and sent by a burst in which it
         * has this very index. What is not sent may be lent again with the same index.
         *
         * @param burst with the remote address set
         * @return false if there is none now: then its own memory serves
         */
        boolean lend(Datagram[] burst, int index);
    }

    /** The loop has a processor for itself (performance mode), so that it polls without a pause. */
    record OwnProcessor() implements NetCapability {}

    /** Datagrams never pass the kernel: the device is mapped into user space, by DPDK (S31). */
    record KernelBypass() implements NetCapability {}

    /** Remote memory can be read and written for transfers of at least these sizes (S99). */
    record RemoteMemory(int readBytes, int writeBytes) implements NetCapability {}
}
