package io.heddle.drivers.udp.nativ;

import com.sun.management.ThreadMXBean;

import io.heddle.drivers.udp.netty.NettyUdpDriver;
import io.heddle.net.Datagram;
import io.heddle.net.NetAddress;
import io.heddle.net.NetPort;
import io.heddle.net.spi.NetDriver;
import io.heddle.net.spi.PortConfig;
import io.heddle.testkit.driver.RecordedPortEvents;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * What a datagram costs: CPU time of one thread that sends it and receives it again, and bytes that it
 * allocates, for both drivers and for a plain DatagramChannel. Run it by hand on a quiet machine; the
 * rounds are interleaved and the medians printed, for the tables in the READMEs.
 */
final class DatagramCost {
    private static final int BURST = 32;
    private static final int ROUNDS = 9;
    private static final int BUFFER_BYTES = 1 << 16;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** One way to carry datagrams from here to here. */
    private interface Carrier extends AutoCloseable {
        String name();

        /** Sends a burst of {@code buffers} and receives all of it. */
        void roundTrip(int bytes, int segmentBytes, int buffers) throws IOException;

        @Override
        void close();
    }

    private record Cost(double ns, double bytes) {}

    private DatagramCost() {}

    public static void main(String[] arguments) throws IOException {
        System.out.println(
                "| case | carrier | CPU ns per datagram | allocated bytes per datagram |");
        System.out.println("|---|---|---|---|");
        table("64 B", 64, 0, BURST, 20_000);
        table("1,400 B", 1_400, 0, BURST, 20_000);
        table("8 KiB", 8_192, 0, BURST, 20_000);
        table("1,400 B x 40 by GSO", 1_400 * 40, 1_400, 2, 2_000);
    }

    private static void table(String title, int bytes, int segment, int buffers, int datagrams)
            throws IOException {
        try (var plain = new Channel();
                var own = new Ports(new NativeUdpDriver(), "", mtu(segment));
                var group = new Ports(
                        new NativeUdpDriver(new SocketSettings(4, 0)),
                        ", 4 sockets",
                        mtu(segment));
                var netty = new Ports(new NettyUdpDriver(), "", mtu(segment))) {
            var carriers = segment > 0
                    ? List.<Carrier>of(own, group, netty)
                    : List.<Carrier>of(plain, own, group, netty);
            var costs = new ArrayList<List<Cost>>();
            carriers.forEach(carrier -> costs.add(new ArrayList<>()));
            for (int round = 0; round <= ROUNDS; round++) {
                for (int index = 0; index < carriers.size(); index++) {
                    Cost cost = cost(carriers.get(index), bytes, segment, buffers, datagrams);
                    if (round > 0) {
                        costs.get(index).add(cost);
                    }
                }
            }
            for (int index = 0; index < carriers.size(); index++) {
                System.out.printf(
                        Locale.ROOT,
                        "| %s | %s | %,.0f | %.1f |%n",
                        title,
                        carriers.get(index).name(),
                        median(costs.get(index).stream().map(Cost::ns).toList()),
                        median(costs.get(index).stream().map(Cost::bytes).toList()));
            }
        }
    }

    private static int mtu(int segment) {
        return segment > 0 ? 1_472 : 60_000;
    }

    private static Cost cost(Carrier carrier, int bytes, int segment, int buffers, int datagrams)
            throws IOException {
        int turns = datagrams / buffers;
        long wire = (long) turns * buffers * (segment > 0 ? (bytes + segment - 1) / segment : 1);
        long thread = Thread.currentThread().threadId();
        long allocated = THREADS.getThreadAllocatedBytes(thread);
        long cpuNs = THREADS.getCurrentThreadCpuTime();
        for (int turn = 0; turn < turns; turn++) {
            carrier.roundTrip(bytes, segment, buffers);
        }
        cpuNs = THREADS.getCurrentThreadCpuTime() - cpuNs;
        allocated = THREADS.getThreadAllocatedBytes(thread) - allocated;
        return new Cost((double) cpuNs / wire, (double) allocated / wire);
    }

    private static double median(List<Double> values) {
        var sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        return sorted.get(sorted.size() / 2);
    }

    /** Two ports of a driver. */
    private static final class Ports implements Carrier {
        private final String name;
        private final NetPort from;
        private final NetPort to;
        private final Arena arena = Arena.ofShared();
        private final Datagram[] tx = new Datagram[BURST];
        private final Datagram[] rx = new Datagram[BURST];

        Ports(NetDriver driver, String how, int mtuBytes) {
            name = driver.name() + how;
            var config = new PortConfig("cost", NetAddress.ipv4(0x7f00_0001, 0), mtuBytes);
            from = driver.open(config, new RecordedPortEvents());
            to = driver.open(config, new RecordedPortEvents());
            for (int index = 0; index < BURST; index++) {
                tx[index] = new Datagram(arena.allocate(BUFFER_BYTES), 0, BUFFER_BYTES);
                rx[index] = new Datagram(arena.allocate(BUFFER_BYTES), 0, BUFFER_BYTES);
            }
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public void roundTrip(int bytes, int segmentBytes, int buffers) {
            for (int index = 0; index < buffers; index++) {
                tx[index].set(bytes, segmentBytes);
                tx[index].remote(to.localAddress());
            }
            int sent = from.txBurst(tx, 0, buffers);
            if (sent != buffers) {
                throw new IllegalStateException("sent " + sent + " of " + buffers);
            }
            int got = 0;
            int empty = 0;
            while (got < bytes * buffers) {
                int filled = to.rxBurst(rx, 0, BURST);
                empty = filled == 0 ? empty + 1 : 0;
                if (empty > 1_000_000) {
                    throw new IllegalStateException("a datagram is lost on loopback");
                }
                for (int index = 0; index < filled; index++) {
                    got += rx[index].lengthBytes();
                }
            }
        }

        @Override
        public void close() {
            from.close();
            to.close();
            arena.close();
        }
    }

    /** Two channels of the JDK, used as they come. */
    private static final class Channel implements Carrier {
        private final DatagramChannel from = open();
        private final DatagramChannel to = open();
        private final InetSocketAddress address = (InetSocketAddress) to.getLocalAddress();
        private final ByteBuffer out = ByteBuffer.allocateDirect(BUFFER_BYTES);
        private final ByteBuffer in = ByteBuffer.allocateDirect(BUFFER_BYTES);

        Channel() throws IOException {}

        private static DatagramChannel open() throws IOException {
            DatagramChannel channel = DatagramChannel.open();
            channel.configureBlocking(false);
            channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            channel.setOption(java.net.StandardSocketOptions.SO_RCVBUF, 8 << 20);
            return channel;
        }

        @Override
        public String name() {
            return "DatagramChannel";
        }

        @Override
        public void roundTrip(int bytes, int segmentBytes, int buffers) throws IOException {
            for (int index = 0; index < buffers; index++) {
                out.clear().limit(bytes);
                from.send(out, address);
            }
            for (int got = 0; got < buffers; ) {
                in.clear();
                got += to.receive(in) == null ? 0 : 1;
            }
        }

        @Override
        public void close() {
            try {
                from.close();
                to.close();
            } catch (IOException failed) {
                throw new java.io.UncheckedIOException(failed);
            }
        }
    }
}
