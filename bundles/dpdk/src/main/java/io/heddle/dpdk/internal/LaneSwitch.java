package io.heddle.dpdk.internal;

import io.heddle.dpdk.frames.FrameSort;
import io.heddle.dpdk.internal.rte.EthPort;
import io.heddle.dpdk.internal.rte.Mbufs;
import io.heddle.dpdk.internal.rte.Queues;
import io.heddle.dpdk.internal.rte.RxInterrupt;
import io.heddle.foreign.NativeMemory;
import io.heddle.foreign.linux.Errno;
import io.heddle.runtime.StorageException;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.util.Objects;

/**
 * The queue to receive of a device, and the lanes that share it: the same addresses, and for each a UDP
 * port of its own. Whoever looks first takes what is there and gives the others theirs; words of ARP
 * and ICMP are for all. Lanes reach each other, and themselves, by it, for no network gives a frame
 * back to where it came from.
 */
final class LaneSwitch implements AutoCloseable {
    private final Queues queues;
    private final Seat[] seats;

    /** A word: 1 while a lane looks into the queue, which the others do not wait for. */
    private final long lock;

    /** The frames of one look, and one of them; for whoever has the lock. */
    private final long table;

    private final long single;

    /**
     * @param arena of the device
     * @param lanes how many there may be
     */
    LaneSwitch(Arena arena, Queues queues, int lanes) {
        this.queues = queues;
        lock = arena.allocate(64, 64).address();
        table = arena.allocate(8L * Mbufs.BURST, 64).address();
        single = arena.allocate(8, 64).address();
        seats = new Seat[lanes];
        for (int index = 0; index < lanes; index++) {
            seats[index] = new Seat(this, index);
        }
    }

    /**
     * Gives a lane that {@link OpenDevices} let in its seat, on its loop.
     *
     * @param udpPort that no other lane here has
     * @param mbufs the buffers as that loop uses them
     * @param sleeper the device, where loops sleep until something arrives; else null
     */
    Seat sit(String device, int udpPort, Mbufs mbufs, @Nullable EthPort sleeper) {
        lock();
        try {
            if (find(udpPort) != null) {
                throw new StorageException(
                        Errno.EADDRINUSE,
                        "The UDP port " + udpPort + " is in use by another lane of " + device
                                + ", and lanes of one device differ by their ports; choose another"
                                + " port or 0.");
            }
            Seat seat = Objects.requireNonNull(find(0), "one for each that may enter");
            seat.sit(udpPort, mbufs, sleeper);
            return seat;
        } finally {
            unlock();
        }
    }

    /** The lane goes; on its loop. */
    void leave(Seat seat, Mbufs its) {
        lock();
        try {
            seat.stand();
            while (!seat.ring.isEmpty()) {
                if (seat.ring.take(single, 1) == 1) {
                    NativeMemory.putLong(single, Parcel.mbuf(NativeMemory.getLong(single)));
                    its.free(single, 1);
                }
            }
        } finally {
            unlock();
        }
    }

    /** Whether this lane is the one that answers for all of them. */
    boolean isFirst(Seat own) {
        for (Seat seat : seats) {
            if (seat.udpPort() != 0) {
                return seat == own;
            }
        }
        return false;
    }

    /** The lane that has a UDP port, or null. */
    @Nullable
    Seat find(int udpPort) {
        for (Seat seat : seats) {
            if (seat.udpPort() == udpPort) {
                return seat;
            }
        }
        return null;
    }

    /** Arms the interrupt of a lane, beside which nobody looks into the queue. */
    void arm(RxInterrupt interrupt) {
        lock();
        try {
            interrupt.rearm();
        } finally {
            unlock();
        }
    }

    /**
     * Takes frames for a lane, and gives the others theirs.
     *
     * @param its the buffers as the lane's loop uses them
     * @param to the address of a table for mbufs
     */
    int receive(Seat own, Mbufs its, long to, int count) {
        if (seats.length == 1) {
            return queues.receive(to, count);
        }
        if (!tryLock()) {
            return 0;
        }
        try {
            int got = 0;
            int frames = queues.receive(table, count);
            for (int index = 0; index < frames; index++) {
                long mbuf = NativeMemory.getLong(table + 8L * index);
                if (isFor(own, its, mbuf)) {
                    NativeMemory.putLong(to + 8L * got++, mbuf);
                }
            }
            return got;
        } finally {
            unlock();
        }
    }

    /** Gives a frame to whom it is for; true if that is, or is also, the own lane. */
    private boolean isFor(Seat own, Mbufs its, long mbuf) {
        int port = FrameSort.udpPort(Mbufs.frame(mbuf), Mbufs.bytes(mbuf));
        if (port == FrameSort.FOR_ALL) {
            copies(own, its, mbuf);
            return true;
        }
        Seat seat = port == FrameSort.FOR_NOBODY ? null : find(port);
        if (seat == null || seat == own) {
            return true; // Of what is for nobody the own stack counts why.
        }
        give(own, its, seat, mbuf);
        return false;
    }

    private void copies(Seat own, Mbufs its, long mbuf) {
        int others = 0;
        for (Seat seat : seats) {
            others += seat.udpPort() == 0 || seat == own ? 0 : 1;
        }
        if (others == 0) {
            return;
        }
        Mbufs.share(mbuf, others);
        for (Seat seat : seats) {
            if (seat.udpPort() != 0 && seat != own) {
                give(own, its, seat, mbuf);
            }
        }
    }

    private void give(Seat own, Mbufs its, Seat seat, long mbuf) {
        if (!seat.put(mbuf, own)) {
            seat.lose();
            NativeMemory.putLong(single, mbuf);
            its.free(single, 1);
        }
    }

    private boolean tryLock() {
        return NativeMemory.compareAndSetInt(lock, 0, 1);
    }

    private void lock() {
        while (!tryLock()) {
            Thread.onSpinWait();
        }
    }

    private void unlock() {
        NativeMemory.putIntRelease(lock, 0);
    }

    /** After the last lane, before the device stops. */
    @Override
    public void close() {
        for (Seat seat : seats) {
            seat.close();
        }
    }
}
