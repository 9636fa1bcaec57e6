package io.heddle.drivers.udp.netty;

import io.heddle.hardware.Inventory;
import io.heddle.hardware.KernelFacts;
import io.heddle.net.NetCapability;
import io.heddle.net.NetCapability.ReceiveOffload;
import io.heddle.net.NetCapability.RxInterrupt;
import io.heddle.net.NetCapability.SegmentationOffload;
import io.heddle.net.spi.ProbeResult;
import io.heddle.net.spi.Reason;
import io.heddle.net.spi.SocketBuffers;
import io.netty.channel.epoll.Epoll;

import java.util.ArrayList;
import java.util.List;

/** Asks the kernel's release for GSO and GRO, and Netty whether its native library is there. */
final class NettyUdpProbe {
    private static final String UDP_MODE = "S57";
    private static final String LIBRARY = "netty-transport-native-epoll";

    private final Inventory inventory;
    private final List<Reason> evidence = new ArrayList<>();
    private final List<NetCapability> capabilities = new ArrayList<>();

    NettyUdpProbe(Inventory inventory) {
        this.inventory = inventory;
    }

    ProbeResult result() {
        KernelFacts kernel = inventory.kernel();
        if (kernel.release().isEmpty()) {
            return new ProbeResult.Unusable(List.of(
                    kernel("This is not a Linux kernel.", "no such file", "a Linux kernel")));
        }
        if (!Epoll.isAvailable()) {
            Throwable cause = Epoll.unavailabilityCause();
            return new ProbeResult.Unusable(List.of(new Reason(
                    UDP_MODE,
                    "Netty's native library cannot be loaded; install its bundle for linux-x86_64.",
                    LIBRARY,
                    cause == null ? "absent" : String.valueOf(cause.getMessage()),
                    "a loaded library")));
        }
        evidence.add(kernel("The kernel serves UDP.", kernel.release(), "Linux 3.0 or newer"));
        evidence.add(new Reason(
                UDP_MODE, "Netty's native library is loaded.", LIBRARY, "loaded", "loaded"));
        capabilities.add(new RxInterrupt());
        if (kernel.atLeast(4, 18)) {
            capabilities.add(
                    new SegmentationOffload(NettyUdpPort.MOST_SEGMENTS, NettyUdpPort.MOST_BYTES));
            evidence.add(kernel(
                    "The kernel cuts large buffers into datagrams (UDP_SEGMENT).",
                    kernel.release(),
                    "Linux 4.18 or newer"));
        }
        if (kernel.atLeast(5, 0)) {
            capabilities.add(new ReceiveOffload(NettyUdpPort.MOST_BYTES));
            evidence.add(kernel(
                    "The kernel joins received datagrams (UDP_GRO).",
                    kernel.release(),
                    "Linux 5.0 or newer"));
        }
        evidence.add(SocketBuffers.probe(inventory, false));
        return new ProbeResult.Usable(List.copyOf(capabilities), List.copyOf(evidence));
    }

    private static Reason kernel(String text, String seen, String wanted) {
        return new Reason(UDP_MODE, text, KernelFacts.RELEASE_PATH, seen, wanted);
    }
}
