package io.heddle.drivers.udp.nativ;

import static io.heddle.foreign.NativeMemory.getInt;
import static io.heddle.foreign.NativeMemory.putInt;
import static io.heddle.foreign.NativeMemory.putLong;

import com.sun.management.ThreadMXBean;

import io.heddle.foreign.linux.Linux;
import io.heddle.foreign.linux.MessageVector;
import io.heddle.foreign.linux.Sockets;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * What a turn of a loop costs that sends datagrams, receives them and writes to a journal: by
 * sendmmsg, epoll and recvmmsg beside a ring for the journal, or all by one ring. CPU time of the one
 * thread, on loopback. The journal is /dev/null: what a drive costs is the same for all. Run it by
 * hand; the ways are interleaved, the medians printed.
 */
final class RingCost {
    private static final int ROUNDS = 9;
    private static final int MOST = 32;
    private static final int BUFFERS = 128;
    private static final int BUFFER_BYTES = 68 << 10;
    private static final int JOURNAL_BYTES = 4_096;
    private static final int CONTROL_BYTES = 72;
    private static final int NAME_BYTES = 16;
    private static final long WRITTEN = 1;
    private static final long SENT = 2;
    private static final long RECEIVED = 3;
    private static final int O_WRONLY = 1;
    private static final long STUCK_NS = 10_000_000_000L;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private enum Way {
        MMSG("epoll, recvmmsg, sendmmsg; a ring for the journal"),
        RING("one ring: multishot recvmsg, sendmsg, write"),
        RING_COPY("the same, and copied into the core's buffers"),
        RING_ZC("one ring with sendmsg_zc");

        private final String text;

        Way(String text) {
            this.text = text;
        }
    }

    private final Linux linux = new Linux();
    private final Arena arena = Arena.ofShared();
    private final MemorySegment journal = arena.allocate(JOURNAL_BYTES, 4_096);
    private final MemorySegment core = arena.allocate((long) MOST << 16, 4_096);
    private final MessageVector tx = new MessageVector(MOST, Sockets.AF_INET);
    private final MessageVector rx = new MessageVector(MOST, Sockets.AF_INET);
    private final MemorySegment receiveHeader = arena.allocate(56, 8);
    private final MemorySegment events = arena.allocate(64, 8);
    private final MemorySegment zero = arena.allocate(16, 8);
    private final int from;
    private final int to;
    private final int epoll;
    private final int port;
    private final SocketRing ring;
    private final boolean receivesByRing;
    private final boolean copies;
    private final boolean zeroCopy;
    private int gotBytes;
    private int outstanding;

    private RingCost(Way way) {
        receivesByRing = way != Way.MMSG;
        copies = way == Way.RING_COPY;
        zeroCopy = way == Way.RING_ZC;
        from = socket();
        to = socket();
        tx.localName(linux, to);
        port = tx.remotePort(0);
        int file = linux.open("/dev/null", O_WRONLY, 0);
        ring = new SocketRing(linux, BUFFERS, BUFFER_BYTES, from, to, file);
        epoll = linux.epollCreate(0);
        events.set(java.lang.foreign.ValueLayout.JAVA_INT, 0, 1);
        linux.epollCtl(epoll, 1, to, events.address());
        putInt(receiveHeader.address() + 8, NAME_BYTES);
        putLong(receiveHeader.address() + 40, CONTROL_BYTES);
        for (int index = 0; index < MOST; index++) {
            rx.expect(index);
        }
        if (receivesByRing) {
            ring.receive(1, receiveHeader.address(), RECEIVED);
            ring.enter(0);
        }
    }

    private int socket() {
        int fd = linux.socket(Sockets.AF_INET, Sockets.SOCK_DGRAM | Sockets.SOCK_NONBLOCK, 0);
        linux.setsockopt(fd, Sockets.SOL_SOCKET, Sockets.SO_RCVBUFFORCE, 8 << 20);
        linux.setsockopt(fd, Sockets.SOL_UDP, Sockets.UDP_GRO, 1);
        int result = linux.bind(fd, tx.sockaddr(0, 0xffff_7f00_0001L, 0), NAME_BYTES);
        if (result < 0) {
            throw new IllegalStateException("bind: error " + -result);
        }
        return fd;
    }

    /** One turn: a record for the journal, {@code count} datagrams out, all of them in. */
    private void turn(int bytes, int segment, int count) {
        for (int index = 0; index < count; index++) {
            tx.buffer(index, core.address() + ((long) index << 16), bytes);
            tx.remote(index, 0, 0xffff_7f00_0001L, port);
            tx.segment(index, segment);
        }
        ring.prepare(SocketRing.WRITE, 2, journal.address(), JOURNAL_BYTES, 0, WRITTEN);
        gotBytes = 0;
        long turnNs = System.nanoTime();
        outstanding = 1;
        if (receivesByRing) {
            outstanding += zeroCopy ? 2 * count : count;
            for (int index = 0; index < count; index++) {
                int opcode = zeroCopy ? SocketRing.SENDMSG_ZC : SocketRing.SENDMSG;
                ring.prepare(opcode, 0, tx.address(index), 1, 0, SENT);
            }
            while (gotBytes < bytes * count || outstanding > 0) {
                ring.enter(0);
                ring.reap(this::completed);
                ring.publish();
                look(turnNs);
            }
            return;
        }
        ring.enter(0);
        int sent = linux.sendmmsg(from, tx.address(0), count, Sockets.MSG_DONTWAIT);
        if (sent != count) {
            throw new IllegalStateException("sent " + sent + " of " + count);
        }
        while (gotBytes < bytes * count || outstanding > 0) {
            ring.reap(this::completed);
            if (linux.epollWait(epoll, events.address(), 4, zero.address()) > 0) {
                receive();
            }
            look(turnNs);
        }
    }

    private void look(long turnNs) {
        if (gotBytes == 0 && System.nanoTime() - turnNs > STUCK_NS) {
            throw new IllegalStateException("nothing comes; " + outstanding + " completions");
        }
    }

    private void receive() {
        for (int index = 0; index < MOST; index++) {
            rx.buffer(index, core.address() + ((long) index << 16), 1 << 16);
        }
        int got = linux.recvmmsg(to, rx.address(0), MOST, Sockets.MSG_DONTWAIT);
        for (int index = 0; index < got; index++) {
            rx.readControls(index);
            gotBytes += rx.lengthBytes(index);
            rx.expect(index);
        }
    }

    private void completed(long userData, int result, int flags) {
        if (result < 0) {
            throw new IllegalStateException("completion " + userData + ": error " + -result);
        }
        if (userData != RECEIVED) {
            outstanding--;
            return;
        }
        int buffer = flags >>> 16;
        long at = ring.buffer(buffer);
        int payload = getInt(at + 8);
        gotBytes += payload;
        if (copies) {
            MemorySegment.copy(
                    MemorySegment.ofAddress(at + 16 + NAME_BYTES + CONTROL_BYTES)
                            .reinterpret(payload),
                    0,
                    core,
                    0,
                    payload);
        }
        ring.give(buffer);
        if ((flags & SocketRing.MORE) == 0) {
            ring.receive(1, receiveHeader.address(), RECEIVED);
        }
    }

    private double cost(int bytes, int segment, int count, int turns) {
        long cpuNs = THREADS.getCurrentThreadCpuTime();
        for (int turn = 0; turn < turns; turn++) {
            turn(bytes, segment, count);
        }
        cpuNs = THREADS.getCurrentThreadCpuTime() - cpuNs;
        int wire = segment > 0 ? (bytes + segment - 1) / segment : 1;
        return (double) cpuNs / ((double) turns * count * wire);
    }

    public static void main(String[] arguments) {
        List<RingCost> ways = Arrays.stream(Way.values()).map(RingCost::new).toList();
        System.out.println("| datagrams a turn | way | CPU ns a datagram |");
        System.out.println("|---|---|---|");
        table(ways, "1 of 64 B", 64, 0, 1, 20_000);
        table(ways, "1 of 8 KiB", 8_192, 0, 1, 20_000);
        table(ways, "32 of 64 B", 64, 0, MOST, 2_000);
        table(ways, "32 of 1,400 B", 1_400, 0, MOST, 2_000);
        table(ways, "32 of 8 KiB", 8_192, 0, MOST, 1_000);
        table(ways, "80 of 1,400 B in 2 buffers (GSO, GRO)", 1_400 * 40, 1_400, 2, 2_000);
        ways.forEach(RingCost::close);
    }

    private void close() {
        ring.close();
        for (int fd : new int[] {from, to, epoll}) {
            linux.close(fd);
        }
        linux.close();
        tx.close();
        rx.close();
        arena.close();
    }

    private static void table(
            List<RingCost> ways, String title, int bytes, int segment, int count, int turns) {
        var costs = new ArrayList<List<Double>>();
        ways.forEach(way -> costs.add(new ArrayList<>()));
        for (int round = 0; round <= ROUNDS; round++) {
            for (int way = 0; way < ways.size(); way++) {
                double ns = ways.get(way).cost(bytes, segment, count, turns);
                if (round > 0) {
                    costs.get(way).add(ns);
                }
            }
        }
        IntStream.range(0, ways.size()).forEach(way -> {
            double[] sorted =
                    costs.get(way).stream().mapToDouble(ns -> ns).sorted().toArray();
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %s | %,.0f |%n",
                    title,
                    Way.values()[way].text,
                    sorted[sorted.length / 2]);
        });
    }
}
