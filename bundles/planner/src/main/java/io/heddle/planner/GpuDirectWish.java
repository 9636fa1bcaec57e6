package io.heddle.planner;

import java.util.List;

/** Whether a client wants GPUDirect Storage (S96). */
public sealed interface GpuDirectWish {
    record Off() implements GpuDirectWish {}

    /** Over every NIC of the group. */
    record On() implements GpuDirectWish {}

    /** Over the interfaces of the NVIDIA configuration (S102). */
    record OnFor(List<String> nics) implements GpuDirectWish {
        public OnFor {
            nics = List.copyOf(nics);
        }
    }
}
