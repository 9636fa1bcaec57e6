package io.heddle.drivers.udp.nativ;

import io.heddle.foreign.linux.Linux;
import io.heddle.foreign.linux.Sockets;
import io.heddle.foreign.linux.UdpOptions;
import io.heddle.net.NetAddress;
import io.heddle.net.spi.BoundInterface;
import io.heddle.net.spi.PortConfig;
import io.heddle.net.spi.PortEvents;
import io.heddle.runtime.StorageException;

import java.util.ArrayList;
import java.util.List;

/**
 * The slow path of a port: its sockets, one or several on the same address and port. The first sends;
 * what arrives on a CPU goes to the socket of that CPU, so that the interrupts of different cores
 * share neither a lock nor a buffer.
 */
final class SocketGroup {
    /** Most segments of one send: UDP_MAX_SEGMENTS of kernels before 6.9. */
    static final int MOST_SEGMENTS = 64;

    /** 65,535 of the IPv4 length field, less 20 for IPv4 and 8 for UDP. */
    static final int MOST_BYTES = 65_507;

    private final Linux linux;
    private final int family;
    private final int mtuBytes;
    private final List<UdpSocket> sockets;
    private final ReadySet ready;

    private SocketGroup(
            Linux linux, int family, int mtuBytes, List<UdpSocket> sockets, ReadySet ready) {
        this.linux = linux;
        this.family = family;
        this.mtuBytes = mtuBytes;
        this.sockets = sockets;
        this.ready = ready;
    }

    static SocketGroup open(PortConfig config, SocketSettings settings, PortEvents events) {
        settings.tell(events);
        int family = config.bind().isIpv4() ? Sockets.AF_INET : Sockets.AF_INET6;
        BoundInterface card = BoundInterface.of(config);
        var linux = new Linux();
        var sockets = new ArrayList<UdpSocket>();
        try {
            // Alone at first: a port that another process has is refused and never shared.
            sockets.add(UdpSocket.open(linux, config, card, settings, false, events));
            if (settings.sockets() > 1) {
                join(linux, config, card, settings, sockets, events);
                steer(linux, family, sockets, events);
            }
            var ready = new ReadySet(linux, sockets);
            return new SocketGroup(linux, family, card.mtuBytes(), List.copyOf(sockets), ready);
        } catch (RuntimeException failed) {
            sockets.forEach(socket -> linux.close(socket.fd()));
            linux.close();
            throw failed;
        }
    }

    /** Opens the other sockets on the port of the first; with fewer than wanted it serves, too. */
    private static void join(
            Linux linux,
            PortConfig config,
            BoundInterface card,
            SocketSettings settings,
            List<UdpSocket> sockets,
            PortEvents events) {
        var same = new PortConfig(config.name(), sockets.getFirst().local(), config.mtuBytes());
        try {
            UdpSocket.share(linux, sockets.getFirst().fd());
            while (sockets.size() < settings.sockets()) {
                sockets.add(UdpSocket.open(linux, same, card, settings, true, events));
            }
        } catch (StorageException refused) {
            events.concern(
                    "A port has fewer sockets than were configured.",
                    sockets.size() + " of " + settings.sockets() + ": " + refused.getMessage(),
                    "Repair what it names, or set sockets=" + sockets.size() + " in "
                            + NativeUdpConfig.PID + ".");
        }
    }

    private static void steer(Linux linux, int family, List<UdpSocket> sockets, PortEvents events) {
        int result =
                new UdpOptions(linux, sockets.getFirst().fd(), family).steerByCpu(sockets.size());
        if (result < 0) {
            events.concern(
                    "Datagrams are spread over the sockets of a port by sender and not by core.",
                    "SO_ATTACH_REUSEPORT_CBPF: error " + -result,
                    "Run Linux 4.5 or newer, or set sockets=1 in " + NativeUdpConfig.PID + ".");
        }
    }

    Linux linux() {
        return linux;
    }

    int family() {
        return family;
    }

    int mtuBytes() {
        return mtuBytes;
    }

    NetAddress local() {
        return sockets.getFirst().local();
    }

    /** The socket that sends. */
    int sender() {
        return sockets.getFirst().fd();
    }

    /** Which sockets have something, and the descriptor that wakes the loop. */
    ReadySet ready() {
        return ready;
    }

    boolean segments() {
        return sockets.getFirst().segments();
    }

    boolean joins() {
        return sockets.getFirst().joins();
    }

    /** Switches UDP_GRO off, for a core that offers buffers which joined datagrams could overflow. */
    void joinNoMore() {
        for (UdpSocket socket : sockets) {
            linux.setsockopt(socket.fd(), Sockets.SOL_UDP, Sockets.UDP_GRO, 0);
        }
    }

    void close() {
        ready.close();
        sockets.forEach(socket -> linux.close(socket.fd()));
        linux.close();
    }
}
