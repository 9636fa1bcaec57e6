package io.heddle.testkit.sim;

import io.heddle.net.Datagram;
import io.heddle.net.NetAddress;
import io.heddle.net.NetCapability;
import io.heddle.net.NetPort;
import io.heddle.net.PortStats;
import io.heddle.net.spi.PortTally;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;

/** A port of a {@link SimNetwork}. Fails loudly where a real one would misbehave in silence. */
public final class SimPort implements NetPort, NetCapability.ZeroCopy {
    private static final NetCapability.SegmentationOffload OFFLOAD =
            new NetCapability.SegmentationOffload(44, 62_000);

    /** Datagrams that it lends at once each way: fewer than a burst has, so that some are copied. */
    private static final int LENT = 8;

    private record Arrived(NetAddress from, byte[] bytes, boolean marked) {}

    private final SimNetwork network;
    private final SimLoop loop;
    private final SimNic nic;
    private final NetAddress address;
    private final int descriptor;
    private final PortShape shape;
    private final ArrayDeque<Arrived> queue = new ArrayDeque<>();
    private final @Nullable LentSlots tx;
    private final @Nullable LentSlots rx;
    private final PortTally tally = new PortTally();
    private double refuseRate;
    private boolean quiesced;
    private boolean dead;
    private @Nullable SimPort lastTarget;
    private SimNetwork.@Nullable Link lastLink;
    private boolean closed;

    SimPort(
            SimNetwork network,
            SimLoop loop,
            SimNic nic,
            NetAddress address,
            int descriptor,
            PortShape shape) {
        this.network = network;
        this.loop = loop;
        this.nic = nic;
        this.address = address;
        this.descriptor = descriptor;
        this.shape = shape;
        tx = shape.lends() ? new LentSlots(LENT, shape.mtuBytes()) : null;
        rx = shape.lends() ? new LentSlots(LENT, shape.mtuBytes()) : null;
    }

    /** How often a burst is taken only in part, as by a full socket buffer; 0 at first. */
    public void refuse(double rate) {
        refuseRate = rate;
    }

    /** The path behind it is dead, or alive again: takes what it is given, and nothing arrives. */
    public void dead(boolean now) {
        dead = now;
    }

    /** The link to another port; bursts go to one peer, so the last one is kept. */
    SimNetwork.Link linkTo(SimPort target) {
        SimNetwork.Link known = lastLink;
        if (known == null || lastTarget != target) {
            known = network.link(loop.name(), target.loop.name());
            lastLink = known;
            lastTarget = target;
        }
        return known;
    }

    /** Whether nothing arrives. */
    boolean isDeaf() {
        return dead || nic.isDeaf();
    }

    SimNic nic() {
        return nic;
    }

    @Override
    public int txBurst(Datagram[] burst, int from, int count) {
        open();
        int taken = count;
        if (quiesced) {
            taken = 0;
        } else if (refuseRate > 0 && network.random().nextDouble() < refuseRate) {
            taken = network.random().nextInt(count + 1);
        }
        for (int index = from; index < from + taken; index++) {
            send(burst[index]);
            if (tx != null) {
                tx.takeBack(index);
            }
        }
        tally.refused(count - taken);
        return taken;
    }

    private void send(Datagram datagram) {
        NetAddress to =
                new NetAddress(datagram.remoteHigh(), datagram.remoteLow(), datagram.remotePort());
        int length = datagram.lengthBytes();
        int segment = datagram.segmentBytes() == 0 ? length : datagram.segmentBytes();
        if (segment > shape.mtuBytes() || length <= 0 || length > datagram.capacityBytes()) {
            throw new AssertionError("datagram of " + length + " bytes in segments of " + segment
                    + " on a port with an MTU of " + shape.mtuBytes());
        }
        if (length > segment
                && (!shape.offload()
                        || length > OFFLOAD.maxBytes()
                        || length > segment * OFFLOAD.maxSegments())) {
            throw new AssertionError(length + " bytes in segments of " + segment + ": too many");
        }
        for (int start = 0; start < length; start += segment) {
            int bytes = Math.min(segment, length - start);
            byte[] wire = datagram.memory()
                    .asSlice(datagram.offset() + start, bytes)
                    .toArray(ValueLayout.JAVA_BYTE);
            tally.sent(bytes, 0);
            loop.sent();
            if (!dead && !nic.isMute()) {
                network.send(this, to, wire);
            }
        }
    }

    @Override
    public boolean lend(Datagram[] burst, int index) {
        open();
        return tx != null && tx.lend(burst[index], index);
    }

    @Override
    public int rxBurst(Datagram[] burst, int from, int count) {
        return receive(burst, from, count, false);
    }

    @Override
    public int rxLent(Datagram[] burst, int from, int count) {
        return receive(burst, from, count, true);
    }

    private int receive(Datagram[] burst, int from, int count, boolean lends) {
        open();
        if (rx != null) {
            rx.takeBack();
        }
        int filled = 0;
        while (filled < count && !queue.isEmpty()) {
            Arrived next = queue.remove();
            Datagram datagram = burst[from + filled];
            datagram.own();
            if (lends && rx != null && next.bytes.length <= shape.mtuBytes()) {
                rx.lend(datagram, filled);
            }
            if (next.bytes.length > datagram.capacityBytes()) {
                throw new AssertionError("buffer of " + datagram.capacityBytes()
                        + " bytes for a datagram of " + next.bytes.length);
            }
            MemorySegment.copy(
                    next.bytes,
                    0,
                    datagram.memory(),
                    ValueLayout.JAVA_BYTE,
                    datagram.offset(),
                    next.bytes.length);
            datagram.set(next.bytes.length, 0);
            datagram.remote(next.from);
            datagram.marked(next.marked);
            loop.taken();
            filled++;
        }
        return filled;
    }

    void receive(NetAddress from, byte[] bytes, boolean marked) {
        if (queue.size() >= shape.receiveQueue()) {
            tally.dropped(1);
            return;
        }
        tally.received(bytes.length, 0);
        queue.add(new Arrived(from, bytes, marked));
        loop.readable(descriptor, this);
    }

    boolean isReadable() {
        return !queue.isEmpty();
    }

    SimLoop loop() {
        return loop;
    }

    @Override
    public int mtuBytes() {
        return shape.mtuBytes();
    }

    @Override
    public NetAddress localAddress() {
        return address;
    }

    @Override
    public int wakeDescriptor() {
        return shape.descriptor() ? descriptor : -1;
    }

    @Override
    public <T extends NetCapability> @Nullable T capability(Class<T> type) {
        if (type == ZeroCopy.class) {
            return shape.lends() ? type.cast(this) : null;
        }
        return shape.offload() && type.isInstance(OFFLOAD) ? type.cast(OFFLOAD) : null;
    }

    @Override
    public PortStats stats() {
        return tally.stats();
    }

    @Override
    public void quiesce() {
        quiesced = true;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            queue.clear();
            if (tx != null && rx != null) {
                tx.close();
                rx.close();
            }
            network.closed(this);
        }
    }

    private void open() {
        if (closed) {
            throw new AssertionError("port " + address + " is used after close");
        }
    }
}
