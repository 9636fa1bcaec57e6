package io.heddle.drivers.udp.nativ;

import io.heddle.hardware.Inventory;
import io.heddle.hardware.KernelFacts;
import io.heddle.net.NetCapability;
import io.heddle.net.NetCapability.ReceiveOffload;
import io.heddle.net.NetCapability.RxInterrupt;
import io.heddle.net.NetCapability.SegmentationOffload;
import io.heddle.net.spi.ProbeResult;
import io.heddle.net.spi.Reason;
import io.heddle.net.spi.SocketBuffers;

import java.util.ArrayList;
import java.util.List;

/** Reads what the kernel offers: the release decides GSO and GRO, a sysctl the socket buffers. */
final class NativeUdpProbe {
    private static final String UDP_MODE = "S57";

    private final Inventory inventory;
    private final List<Reason> evidence = new ArrayList<>();
    private final List<NetCapability> capabilities = new ArrayList<>();

    NativeUdpProbe(Inventory inventory) {
        this.inventory = inventory;
    }

    ProbeResult result() {
        KernelFacts kernel = inventory.kernel();
        if (kernel.release().isEmpty()) {
            return new ProbeResult.Unusable(List.of(
                    reason("This is not a Linux kernel.", "no such file", "a Linux kernel")));
        }
        if (!kernel.atLeast(3, 0)) {
            return new ProbeResult.Unusable(List.of(
                    reason("The kernel has no sendmmsg.", kernel.release(), "Linux 3.0 or newer")));
        }
        evidence.add(reason("The kernel serves UDP.", kernel.release(), "Linux 3.0 or newer"));
        capabilities.add(new RxInterrupt());
        if (kernel.atLeast(4, 18)) {
            capabilities.add(
                    new SegmentationOffload(SocketGroup.MOST_SEGMENTS, SocketGroup.MOST_BYTES));
            evidence.add(reason(
                    "The kernel cuts large buffers into datagrams (UDP_SEGMENT).",
                    kernel.release(),
                    "Linux 4.18 or newer"));
        }
        if (kernel.atLeast(5, 0)) {
            capabilities.add(new ReceiveOffload(SocketGroup.MOST_BYTES));
            evidence.add(reason(
                    "The kernel joins received datagrams (UDP_GRO).",
                    kernel.release(),
                    "Linux 5.0 or newer"));
        }
        evidence.add(SocketBuffers.probe(inventory, true));
        return new ProbeResult.Usable(List.copyOf(capabilities), List.copyOf(evidence));
    }

    private static Reason reason(String text, String seen, String wanted) {
        return new Reason(UDP_MODE, text, KernelFacts.RELEASE_PATH, seen, wanted);
    }
}
