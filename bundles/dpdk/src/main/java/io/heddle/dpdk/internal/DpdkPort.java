package io.heddle.dpdk.internal;

import io.heddle.net.Datagram;
import io.heddle.net.NetAddress;
import io.heddle.net.NetCapability;
import io.heddle.net.NetCapability.KernelBypass;
import io.heddle.net.NetPort;
import io.heddle.net.PortStats;

import org.jspecify.annotations.Nullable;

/** An open device as the core sees it: bursts of datagrams, on one loop. */
final class DpdkPort implements NetPort, NetCapability.ZeroCopy {
    /** A polled port looks at the clock each so many turns; what is timed there lasts 50 ms. */
    private static final int CLOCK_TURNS = 16;

    private final Device device;
    private final Outbound outbound;
    private final Inbound inbound;

    /** Of the receive interrupt, or -1: then the port is polled. */
    private final int wakeDescriptor;

    private final int clockMask;
    private int turns;
    private boolean quiet;
    private boolean closed;

    DpdkPort(Device device) {
        this.device = device;
        outbound = device.outbound();
        inbound = device.inbound();
        var interrupt = device.interrupt();
        wakeDescriptor = interrupt == null ? -1 : interrupt.descriptor();
        clockMask = interrupt == null ? CLOCK_TURNS - 1 : 0;
    }

    @Override
    public int txBurst(Datagram[] burst, int from, int count) {
        if (quiet || closed) {
            device.tally().refused(count);
            return 0;
        }
        turn();
        int taken = outbound.send(burst, from, count);
        if (taken < count) {
            device.tally().refused(count - taken);
        }
        return taken;
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
        if (closed) {
            return 0;
        }
        turn();
        return inbound.receive(burst, from, count, lends);
    }

    @Override
    public boolean lend(Datagram[] burst, int index) {
        return !closed && outbound.lend(burst, index);
    }

    /** What is due by time: questions for neighbours, and a look at the link. */
    private void turn() {
        if ((turns++ & clockMask) == 0 && !device.turn(System.nanoTime())) {
            quiet = true;
        }
    }

    @Override
    public int mtuBytes() {
        return device.payloadBytes();
    }

    @Override
    public NetAddress localAddress() {
        return device.local();
    }

    @Override
    public int wakeDescriptor() {
        return wakeDescriptor;
    }

    @Override
    public <T extends NetCapability> @Nullable T capability(Class<T> type) {
        if (type == KernelBypass.class && device.bypassesKernel()) {
            return type.cast(new KernelBypass());
        }
        if (type == ZeroCopy.class && device.lends()) {
            return type.cast(this);
        }
        return type == NetCapability.RxInterrupt.class && wakeDescriptor >= 0
                ? type.cast(new NetCapability.RxInterrupt())
                : null;
    }

    @Override
    public PortStats stats() {
        return device.stats();
    }

    @Override
    public void quiesce() {
        quiet = true;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            quiet = true;
            device.close();
        }
    }
}
