package io.heddle.drivers.udp.netty;

import io.heddle.foreign.linux.Linux;
import io.heddle.foreign.linux.Sockets;
import io.heddle.foreign.linux.UdpOptions;
import io.heddle.net.spi.BoundInterface;
import io.heddle.net.spi.PortEvents;

/** What a port needs of the kernel's socket and Netty has no option for. */
final class KernelSocket implements AutoCloseable {
    /** How often the kernel is asked for drops while datagrams come: a call in thousands of them. */
    private static final long ASK_NS = 10_000_000;

    private final Linux linux = new Linux();
    private final UdpOptions options;
    private long drops;
    private long askAtNs = Long.MIN_VALUE;

    KernelSocket(int fd, boolean isIpv4) {
        options = new UdpOptions(linux, fd, isIpv4 ? Sockets.AF_INET : Sockets.AF_INET6);
    }

    /** Makes datagrams whole, markable, and leave by the interface of the address. */
    void tune(BoundInterface card, PortEvents events) {
        device(card, events);
        // DF on every datagram, because the transport finds out what a path takes.
        int result = options.neverFragment();
        if (result < 0) {
            events.concern(
                    "The kernel may cut datagrams into fragments, each of which can be lost.",
                    "IP_MTU_DISCOVER: error " + -result,
                    "Run Linux 2.6.22 or newer.");
        }
        // What routers mark on the way, receivers whose driver sees it tell the sender.
        options.trafficClass(Sockets.ECN_ECT0);
    }

    /** Two interfaces in one subnet are two ways only when each socket keeps to its own. */
    private void device(BoundInterface card, PortEvents events) {
        String name = card.name();
        if (name == null || card.isLoopback()) {
            return;
        }
        int result = options.device(name);
        if (result < 0 && options.outgoingDevice(card.index()) < 0) {
            events.concern(
                    "Datagrams may leave by another interface than the one that was configured.",
                    "SO_BINDTODEVICE " + name + ": error " + -result,
                    "Give the process CAP_NET_RAW, or each interface a subnet of its own.");
        }
    }

    /** Datagrams that the socket has dropped since the last answer; asks the kernel now and then. */
    long newDrops() {
        long nowNs = System.nanoTime();
        if (nowNs < askAtNs) {
            return 0;
        }
        askAtNs = nowNs + ASK_NS;
        long now = options.drops();
        if (now < 0) {
            return 0; // Before Linux 4.12 nobody tells.
        }
        long more = now - drops & 0xffff_ffffL;
        drops = now;
        return more;
    }

    @Override
    public void close() {
        linux.close();
    }
}
