package io.heddle.bench.peer;

import io.heddle.net.Datagram;
import io.heddle.net.NetAddress;
import io.heddle.net.NetCapability.ZeroCopy;
import io.heddle.net.NetPort;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Datagrams to send and to receive: in memory of the port where it lends some, as the transport does
 * it, or else in memory that is touched before anything is measured.
 */
final class PacketBursts {
    static final int BURST = 32;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

    private static final int BYTES = 1 << 16;

    /** Buffers a power of two apart would share the same few lines of the cache. */
    private static final int STRIDE_BYTES = BYTES + 23 * 64;

    final NetPort port;
    final Datagram[] tx = datagrams();
    final Datagram[] rx = datagrams();
    private final @Nullable ZeroCopy lender;

    PacketBursts(NetPort port) {
        this.port = port;
        lender = port.capability(ZeroCopy.class);
    }

    private static Datagram[] datagrams() {
        MemorySegment memory = Arena.global().allocate((long) BURST * STRIDE_BYTES, 4_096);
        memory.fill((byte) 1);
        var burst = new Datagram[BURST];
        for (int index = 0; index < BURST; index++) {
            burst[index] = new Datagram(memory, (long) index * STRIDE_BYTES, BYTES);
        }
        return burst;
    }

    void prepare(int lengthBytes, int segmentBytes, NetAddress to) {
        for (Datagram datagram : tx) {
            datagram.set(lengthBytes, segmentBytes);
            datagram.remote(to);
        }
    }

    /** Sends the first datagrams, whatever they hold; how many were taken. */
    int send(int count) {
        for (int index = 0; index < count; index++) {
            place(index);
        }
        return port.txBurst(tx, 0, count);
    }

    /** Sends the first datagram with a number in front; whether it was taken. */
    boolean send(long number) {
        place(0);
        Datagram first = tx[0];
        first.memory().set(LONG, first.offset(), number);
        return port.txBurst(tx, 0, 1) == 1;
    }

    private void place(int index) {
        if (lender == null || !lender.lend(tx, index)) {
            tx[index].own();
        }
    }

    /** Receives what is there; how many. */
    int receive() {
        return lender == null ? port.rxBurst(rx, 0, BURST) : lender.rxLent(rx, 0, BURST);
    }

    /** How many datagrams of the wire a buffer is. */
    static int wire(Datagram datagram) {
        int segment = datagram.segmentBytes();
        return segment == 0 ? 1 : (datagram.lengthBytes() + segment - 1) / segment;
    }

    static long word(Datagram datagram) {
        return datagram.lengthBytes() < Long.BYTES
                ? 0
                : datagram.memory().get(LONG, datagram.offset());
    }
}
