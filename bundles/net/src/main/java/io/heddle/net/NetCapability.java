package io.heddle.net;

/** What a driver or an open port can do beyond plain bursts, as typed facets. */
public sealed interface NetCapability {
    /** Sends up to {@code maxSegments} equal datagrams given as one buffer, up to {@code maxBytes}. */
    record SegmentationOffload(int maxSegments, int maxBytes) implements NetCapability {}

    /** Delivers several equal datagrams as one buffer of up to {@code maxBytes}. */
    record ReceiveOffload(int maxBytes) implements NetCapability {}

    /** The loop may sleep: the port names a descriptor that wakes it. */
    record RxInterrupt() implements NetCapability {}

    /** Datagrams are sent and received without a copy. */
    record ZeroCopy() implements NetCapability {}

    /** The loop has a processor for itself (performance mode), so that it polls without a pause. */
    record OwnProcessor() implements NetCapability {}

    /** Datagrams never pass the kernel: the device is mapped into user space, by DPDK (S31). */
    record KernelBypass() implements NetCapability {}

    /** Remote memory can be read and written for transfers of at least these sizes (S99). */
    record RemoteMemory(int readBytes, int writeBytes) implements NetCapability {}
}
