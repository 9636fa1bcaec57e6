package io.heddle.dpdk.internal;

import io.heddle.dpdk.internal.rte.EthPort;
import io.heddle.dpdk.internal.rte.Mbufs;
import io.heddle.dpdk.internal.rte.RxInterrupt;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A lane's place at a {@link LaneSwitch}. It stays when the lane goes, for another thread may just have
 * found it; what is its own is for the loop of the lane that sits there.
 */
final class Seat implements AutoCloseable {
    private static final VarHandle SLEEPS = field();

    final int index;
    final MbufRing ring = new MbufRing();
    private final LaneSwitch lanes;
    private @Nullable Mbufs mbufs;
    private @Nullable RxInterrupt interrupt;

    /** Of the lane, or 0 while there is none. */
    private volatile int udpPort;

    /** 1 while the loop may be asleep; the first to give it something takes that, and wakes it. */
    private volatile int sleeps;

    /** Whether the loop has said that since it was awake. */
    private boolean rests;

    /** Signals that were, or will be, given and have not ended yet. */
    private long signals;

    /** Written by whoever looks into the queue. */
    private volatile long lost;

    Seat(LaneSwitch lanes, int index) {
        this.lanes = lanes;
        this.index = index;
    }

    void sit(int port, Mbufs its, @Nullable EthPort sleeper) {
        if (sleeper != null && interrupt == null) {
            interrupt = sleeper.interrupt();
        }
        mbufs = its;
        lost = 0;
        ring.open();
        udpPort = port;
    }

    void stand() {
        awake();
        udpPort = 0;
        mbufs = null;
        ring.close();
    }

    /** The lane goes; on its loop. */
    void leave() {
        var its = mbufs;
        if (its != null) {
            lanes.leave(this, its);
        }
    }

    int udpPort() {
        return udpPort;
    }

    /** What wakes the loop, or null if it polls. */
    @Nullable
    RxInterrupt interrupt() {
        return interrupt;
    }

    /** Whether this lane answers for the addresses that all have. */
    boolean isFirst() {
        return lanes.isFirst(this);
    }

    /** The lane of this device that has a UDP port, or null. */
    @Nullable
    Seat lane(int port) {
        return lanes.find(port);
    }

    /** The loop is awake. */
    void awake() {
        var mine = interrupt;
        if (mine == null) {
            return;
        }
        if (rests) {
            rests = false;
            signals += SLEEPS.compareAndSet(this, 1, 0) ? 0 : 1;
        }
        if (signals > 0) {
            signals -= mine.calm();
        }
    }

    /**
     * The loop may go to sleep. It looks once more after this; only what comes later wakes it.
     *
     * @return whether it can; else it polls
     */
    boolean rest() {
        var mine = interrupt;
        if (mine == null || rests) {
            return false;
        }
        rests = true;
        sleeps = 1;
        lanes.arm(mine);
        return true;
    }

    /**
     * Receives frames and parcels: see {@link Parcel}.
     *
     * @param to the address of a table for their mbufs
     */
    int receive(long to, int count) {
        int got = ring.take(to, count);
        var its = mbufs;
        return got == count || its == null
                ? got
                : got + lanes.receive(this, its, to + 8L * got, count - got);
    }

    /**
     * Gives the lane a frame or a parcel.
     *
     * @param from the lane of the calling thread
     * @return false if there is no room; then it is still the caller's
     */
    boolean put(long entry, Seat from) {
        if (!ring.put(entry)) {
            return false;
        }
        if (sleeps != 0 && SLEEPS.compareAndSet(this, 1, 0)) {
            var its = from.interrupt;
            var mine = interrupt;
            if (its != null && mine != null) {
                its.signal(mine);
            }
        }
        return true;
    }

    /** A frame of the network found no room; by whoever looks into the queue. */
    void lose() {
        long before = lost;
        lost = before + 1;
    }

    /** Frames of the network that found no room; any thread. */
    long lost() {
        return lost;
    }

    /** With the device. */
    @Override
    public void close() {
        var mine = interrupt;
        if (mine != null) {
            interrupt = null;
            mine.close();
        }
    }

    private static VarHandle field() {
        try {
            return MethodHandles.lookup().findVarHandle(Seat.class, "sleeps", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
