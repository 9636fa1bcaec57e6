package io.heddle.testkit.driver;

import io.heddle.net.Datagram;
import io.heddle.net.NetAddress;
import io.heddle.net.NetCapability.ZeroCopy;
import io.heddle.net.NetPort;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.IntSupplier;

/** A port with buffers to send from and to receive into, each with a guard behind it. */
final class PortEnd implements AutoCloseable {
    static final int BUFFERS = 64;
    static final int LARGE_BYTES = 1 << 16;
    private static final int GUARD_BYTES = 64;
    private static final byte GUARD = (byte) 0xa5;
    private static final long SOON_NS = 30_000_000_000L;

    /** The length of what {@link #meet} sends each way. */
    static final int HELLO_BYTES = 5;

    final NetPort port;
    final Datagram[] tx = new Datagram[BUFFERS];
    final Datagram[] rx = new Datagram[BUFFERS];
    private final Arena arena = Arena.ofShared();

    PortEnd(NetPort port) {
        this(port, LARGE_BYTES);
    }

    PortEnd(NetPort port, int rxBytes) {
        this.port = port;
        for (int index = 0; index < BUFFERS; index++) {
            tx[index] = guarded(LARGE_BYTES);
            rx[index] = guarded(rxBytes);
        }
    }

    private Datagram guarded(int bytes) {
        MemorySegment memory = arena.allocate(bytes + 2L * GUARD_BYTES, 8);
        memory.fill(GUARD);
        return new Datagram(memory, GUARD_BYTES, bytes);
    }

    /** Fills a buffer to send with bytes that follow from {@code seed}. */
    void prepare(int index, long seed, int bytes, int segmentBytes, NetAddress to) {
        Datagram datagram = tx[index];
        var random = new SplittableRandom(seed);
        for (int at = 0; at < bytes; at++) {
            datagram.memory()
                    .set(ValueLayout.JAVA_BYTE, datagram.offset() + at, (byte) random.nextInt());
        }
        datagram.set(bytes, segmentBytes);
        datagram.remote(to);
    }

    /** As {@link #prepare}, but in memory of the port; false if it lends none. */
    boolean prepareLent(int index, long seed, int bytes, NetAddress to) {
        tx[index].own();
        tx[index].remote(to);
        if (!lender().lend(tx, index)) {
            return false;
        }
        prepare(index, seed, bytes, 0, to);
        return true;
    }

    /** Whoever lends memory of the port. */
    ZeroCopy lender() {
        return Objects.requireNonNull(port.capability(ZeroCopy.class), "a port that lends memory");
    }

    /** As {@link #receive}, but datagrams may stay in memory of the port. */
    int receiveLent(int from, int room) {
        return receive(() -> lender().rxLent(rx, from, room));
    }

    /** Whether {@code bytes} at {@code at} of a received buffer are those that follow from a seed. */
    boolean holds(Datagram datagram, int at, int bytes, SplittableRandom random) {
        for (int index = 0; index < bytes; index++) {
            byte seen =
                    datagram.memory().get(ValueLayout.JAVA_BYTE, datagram.offset() + at + index);
            if (seen != (byte) random.nextInt()) {
                return false;
            }
        }
        return true;
    }

    /** Whether nobody wrote beside the buffer. */
    boolean guardsStand(Datagram datagram) {
        MemorySegment memory = datagram.memory();
        for (int index = 0; index < GUARD_BYTES; index++) {
            long behind = datagram.offset() + datagram.capacityBytes() + index;
            if (memory.get(ValueLayout.JAVA_BYTE, index) != GUARD
                    || memory.get(ValueLayout.JAVA_BYTE, behind) != GUARD) {
                return false;
            }
        }
        return true;
    }

    /**
     * Lets two ports find each other by one datagram each way. A driver with frames of its own asks for
     * a neighbour first, which both have to be polled for, and keeps only a few datagrams meanwhile.
     */
    static void meet(PortEnd a, PortEnd b) {
        a.greet(b);
        b.greet(a);
    }

    private void greet(PortEnd other) {
        prepare(0, 0, HELLO_BYTES, 0, other.port.localAddress());
        send(1);
        long deadline = System.nanoTime() + SOON_NS;
        while (other.port.rxBurst(other.rx, 0, 1) == 0) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("no datagram comes from " + port.localAddress() + " to "
                        + other.port.localAddress());
            }
            int early = other == this ? 0 : port.rxBurst(rx, 0, BUFFERS);
            if (early > 0) {
                throw new AssertionError(early + " datagrams that nobody sent");
            }
        }
    }

    /** Sends the first {@code count} prepared buffers, again and again until all are taken. */
    void send(int count) {
        int taken = 0;
        long deadline = System.nanoTime() + SOON_NS;
        while (taken < count && System.nanoTime() < deadline) {
            taken += port.txBurst(tx, taken, count - taken);
        }
        if (taken < count) {
            throw new AssertionError("the port took " + taken + " of " + count + " datagrams");
        }
    }

    /** Receives up to {@code room} buffers; waits for the first. */
    int receive(int from, int room) {
        return receive(() -> port.rxBurst(rx, from, room));
    }

    private static int receive(IntSupplier burst) {
        long deadline = System.nanoTime() + SOON_NS;
        int filled = 0;
        while (filled == 0 && System.nanoTime() < deadline) {
            filled = burst.getAsInt();
            if (filled == 0) {
                Thread.onSpinWait();
            }
        }
        return filled;
    }

    @Override
    public void close() {
        port.close();
        arena.close();
    }
}
