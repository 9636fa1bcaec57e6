package io.heddle.transport.internal;

import io.heddle.net.Datagram;
import io.heddle.net.NetAddress;
import io.heddle.net.NetCapability;
import io.heddle.net.NetPort;
import io.heddle.net.PortStats;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;

/** A port of the {@link FakeWorld}; it segments as GSO does, and has no descriptor. */
final class FakePort implements NetPort {
    private static final int QUEUE = 8192;

    final int number;
    final int nic;
    private final FakeWorld world;
    private final FakeWorld.Flight[] queue = new FakeWorld.Flight[QUEUE];
    private int head;
    private int count;
    private final int mtuBytes;
    boolean closed;

    /** Datagrams to take before the port refuses; for tests of refusal. */
    int takes = Integer.MAX_VALUE;

    long sent;

    FakePort(FakeWorld world, int number, int nic) {
        this.world = world;
        this.number = number;
        this.nic = nic;
        mtuBytes = world.faults.mtuBytes;
    }

    int waiting() {
        return count;
    }

    long waitingBytes() {
        long bytes = 0;
        for (int i = 0; i < count; i++) {
            bytes += queue[head + i & QUEUE - 1].bytes;
        }
        return bytes;
    }

    void deliver(FakeWorld.Flight flight) {
        queue[head + count++ & QUEUE - 1] = flight;
    }

    @Override
    public int txBurst(Datagram[] burst, int from, int total) {
        if (closed) {
            throw new IllegalStateException("A closed port was used");
        }
        for (int i = 0; i < total; i++) {
            if (takes-- <= 0) {
                takes = Integer.MAX_VALUE;
                return i;
            }
            var datagram = burst[from + i];
            int step =
                    datagram.segmentBytes() > 0 ? datagram.segmentBytes() : datagram.lengthBytes();
            for (int at = 0; at < datagram.lengthBytes(); at += step) {
                int bytes = Math.min(step, datagram.lengthBytes() - at);
                if (bytes > mtuBytes) {
                    throw new IllegalStateException(bytes + " bytes are more than the MTU");
                }
                sent++;
                world.send(datagram, (int) datagram.offset() + at, bytes, this);
            }
        }
        return total;
    }

    @Override
    public int rxBurst(Datagram[] burst, int from, int most) {
        int n = Math.min(most, count);
        for (int i = 0; i < n; i++) {
            var flight = queue[head];
            head = head + 1 & QUEUE - 1;
            count--;
            var to = burst[from + i];
            MemorySegment.copy(flight.memory, 0, to.memory(), to.offset(), flight.bytes);
            to.set(flight.bytes, 0);
            to.remote(0, 0xffff_7f00_0001L, flight.port & 0xffff);
            to.marked(world.faults.marks);
            world.recycle(flight);
        }
        return n;
    }

    @Override
    public int mtuBytes() {
        return mtuBytes;
    }

    @Override
    public NetAddress localAddress() {
        return NetAddress.ipv4(nic == 0 ? 0x7f000001 : 0xc6120000 + nic, number);
    }

    @Override
    public int wakeDescriptor() {
        return -1;
    }

    @Override
    public <T extends NetCapability> @Nullable T capability(Class<T> type) {
        return type == NetCapability.SegmentationOffload.class
                ? type.cast(new NetCapability.SegmentationOffload(64, 65_000))
                : null;
    }

    @Override
    public PortStats stats() {
        return PortStats.NONE;
    }

    @Override
    public void quiesce() {}

    @Override
    public void close() {
        closed = true;
        world.ports.set(number - FakeWorld.FIRST_PORT, null);
    }
}
