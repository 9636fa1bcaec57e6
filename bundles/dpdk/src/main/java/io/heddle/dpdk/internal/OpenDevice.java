package io.heddle.dpdk.internal;

import io.heddle.dpdk.DeviceSpec;
import io.heddle.dpdk.internal.rte.Abi;
import io.heddle.dpdk.internal.rte.DeviceInfo;
import io.heddle.dpdk.internal.rte.Eal;
import io.heddle.dpdk.internal.rte.EthPort;
import io.heddle.dpdk.internal.rte.Mbufs;
import io.heddle.dpdk.internal.rte.Queues;
import io.heddle.runtime.Counter;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;

/**
 * A started device with its buffers and queues, for one lane or several; each step of starting it says
 * how it is undone. {@link OpenDevices} knows how many lanes it has.
 */
final class OpenDevice {
    /** What the queue to send, the caches and the ring of one more lane may hold. */
    private static final int BUFFERS_OF_A_LANE =
            EthPort.DESCRIPTORS + Mbufs.MOST_CACHED + MbufRing.PLACES + Inbound.MOST_LENT;

    private static final int CACHE_LINE = 64;

    final DeviceSpec spec;
    final EthPort eth;
    final Mbufs mbufs;
    final int mtuBytes;
    final LaneSwitch lanes;
    private final Pmd pmd;
    private final int sendQueues;

    /** A word for each queue to send that lanes share. */
    private final long sendLocks;

    private final Undo undo;
    private int users;

    private OpenDevice(
            DeviceSpec spec,
            Arena arena,
            EthPort eth,
            Mbufs mbufs,
            Pmd pmd,
            int mtuBytes,
            int sendQueues,
            Undo undo) {
        this.spec = spec;
        this.eth = eth;
        this.mbufs = mbufs;
        this.pmd = pmd;
        this.mtuBytes = mtuBytes;
        this.sendQueues = sendQueues;
        this.undo = undo;
        sendLocks = arena.allocate((long) CACHE_LINE * sendQueues, CACHE_LINE).address();
        lanes = new LaneSwitch(arena, eth.queues(pmd.isLeaf(), 0, 0), spec.lanes());
        undo.add(lanes::close);
    }

    /**
     * Adds a device and starts it; on a registered thread.
     *
     * @param missing counts buffers that were gone when it closed
     * @param pool a name that no other pool of this process has
     */
    static OpenDevice open(Eal eal, DeviceSpec spec, Counter missing, String pool) {
        var undo = new Undo();
        try {
            return open(eal, spec, missing, pool, undo);
        } catch (RuntimeException | Error failure) {
            undo.runAfter(failure);
            throw failure;
        }
    }

    private static OpenDevice open(
            Eal eal, DeviceSpec spec, Counter missing, String pool, Undo undo) {
        Arena arena = Arena.ofShared();
        undo.add(arena::close);
        // Of the device's node, and so made after it; yet freed after it, too.
        Mbufs[] made = new Mbufs[1];
        undo.add(() -> free(made[0], missing));
        EthPort eth = EthPort.add(eal, spec.name(), spec.devargs());
        undo.add(eth::close);
        Pmd pmd = Pmd.of(spec, eth.info());
        int mtuBytes = mtuBytes(spec, pmd, eth.info());
        Mbufs mbufs = Mbufs.create(
                eal,
                arena,
                pool,
                pmd.buffers() + (spec.lanes() - 1) * BUFFERS_OF_A_LANE,
                pmd.roomBytes(mtuBytes) + Abi.HEADROOM_BYTES,
                eth.info().numaNode());
        made[0] = mbufs;
        boolean real = Eal.isPci(spec.name());
        int sendQueues = real ? Math.min(spec.lanes(), eth.info().mostSendQueues()) : 1;
        eth.start(
                Pmd.claimed(eth.info(), mtuBytes),
                spec.rxInterrupt(),
                real ? Abi.OFFLOAD_IPV4_CHECKSUM | Abi.OFFLOAD_UDP_CHECKSUM : 0,
                sendQueues,
                mbufs);
        if (real) {
            eth.hearGroups();
        } else {
            eth.hearAll();
        }
        return new OpenDevice(spec, arena, eth, mbufs, pmd, mtuBytes, sendQueues, undo);
    }

    private static void free(@Nullable Mbufs taken, Counter missing) {
        if (taken != null) {
            missing.add(taken.inUse());
            taken.close();
        }
    }

    /** Of IP; what is wanted, or less where the device or the interface behind it carries less. */
    private static int mtuBytes(DeviceSpec spec, Pmd pmd, DeviceInfo info) {
        int most = Math.min(spec.mtuBytes(), pmd.mostMtuBytes());
        if (info.kernelIndex() == 0) {
            return most;
        }
        try (var kernel = new KernelLink(info.kernelIndex())) {
            int behind = kernel.mtuBytes();
            return behind == 0 ? most : Math.min(most, behind);
        }
    }

    /** The queues of a lane: with one to send of its own, if the device has so many. */
    Queues queues(Seat seat) {
        int queue = seat.index % sendQueues;
        boolean isShared = spec.lanes() > sendQueues;
        return eth.queues(pmd.isLeaf(), queue, isShared ? sendLocks + CACHE_LINE * queue : 0);
    }

    /** Whether the device says which checksums are good and fills in others. */
    boolean isReal() {
        return Eal.isPci(spec.name());
    }

    int users() {
        return users;
    }

    /** One lane more, or less; returns how many there are then. */
    int use(int more) {
        users += more;
        return users;
    }

    void close() {
        undo.run();
    }
}
