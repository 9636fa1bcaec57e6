package io.heddle.dpdk.internal.rte;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.heddle.foreign.NativeMemory;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * Bursts on a queue pair of a port: rte_eth_rx_burst(3) and rte_eth_tx_burst(3), which are
 * inline in C, by the table of functions that they read. Hot path.
 */
public final class Queues {
    /** uint16_t (*)(void *queue, struct rte_mbuf **, uint16_t). */
    private static final FunctionDescriptor BURST =
            FunctionDescriptor.of(JAVA_SHORT, JAVA_LONG, JAVA_LONG, JAVA_SHORT);

    /** Short and without system calls: a safepoint waits for it, and no state is changed. */
    private static final MethodHandle LEAF =
            Linker.nativeLinker().downcallHandle(BURST, Linker.Option.critical(false));

    /** For drivers that make system calls: af_packet even waits in poll(2) for a full ring. */
    private static final MethodHandle CALL = Linker.nativeLinker().downcallHandle(BURST);

    private final boolean leaf;

    /** The word of a spinlock of the driver, or 0. */
    private final long lock;

    /** The word of ours by which threads share the queue to send, or 0. */
    private final long sendLock;

    private final MemorySegment rxFunction;
    private final MemorySegment txFunction;
    private final long rxQueue;
    private final long txQueue;

    /**
     * The queues of a started port; DPDK puts functions that do nothing into its table when it stops.
     *
     * @param leaf whether the driver's bursts make no system calls
     * @param memif whether the driver is memif: when its peer goes, it unmaps its rings on EAL's
     *     interrupt thread, burst or not. It takes its lock before, so that we hold that in bursts.
     * @param sendLock as {@link EthPort#queues} takes it
     */
    Queues(Eal eal, int port, boolean leaf, boolean memif, int sendQueue, long sendLock) {
        this.leaf = leaf;
        this.sendLock = sendLock;
        lock = memif ? lock(eal, port) : 0;
        Abi.FpOps ops = eal.abi().fpOps();
        long table = eal.library().address("rte_eth_fp_ops") + (long) port * ops.bytes();
        rxFunction = MemorySegment.ofAddress(NativeMemory.getLong(table + ops.rxBurst()));
        txFunction = MemorySegment.ofAddress(NativeMemory.getLong(table + ops.txBurst()));
        rxQueue = NativeMemory.getLong(NativeMemory.getLong(table + ops.rxQueues()));
        txQueue =
                NativeMemory.getLong(NativeMemory.getLong(table + ops.txQueues()) + 8L * sendQueue);
    }

    private static long lock(Eal eal, int port) {
        Abi.Memif memif = eal.abi().memif();
        long device = eal.library().address("rte_eth_devices") + (long) port * memif.deviceBytes();
        long data = NativeMemory.getLong(device + memif.data());
        return NativeMemory.getLong(data + Abi.Memif.PRIVATE) + memif.lock();
    }

    /** The driver's own structure of the queue to send. */
    long sendQueue() {
        return txQueue;
    }

    /** Receives up to {@code count} frames; their mbufs are the caller's. */
    public int receive(long mbufs, int count) {
        return lock != 0
                ? guarded(rxFunction, rxQueue, mbufs, count)
                : burst(rxFunction, rxQueue, mbufs, count);
    }

    /** Hands frames to the device; of those that it takes, the mbufs are its own. */
    public int send(long mbufs, int count) {
        if (sendLock != 0) {
            return sendInTurn(mbufs, count);
        }
        return lock != 0
                ? guarded(txFunction, txQueue, mbufs, count)
                : burst(txFunction, txQueue, mbufs, count);
    }

    /** Others hold the lock for one burst. */
    private int sendInTurn(long mbufs, int count) {
        while (!NativeMemory.compareAndSetInt(sendLock, 0, 1)) {
            Thread.onSpinWait();
        }
        int done = burst(txFunction, txQueue, mbufs, count);
        NativeMemory.putIntRelease(sendLock, 0);
        return done;
    }

    /** Nothing is done while the driver connects or disconnects. */
    private int guarded(MemorySegment function, long queue, long mbufs, int count) {
        if (!NativeMemory.compareAndSetInt(lock, 0, 1)) {
            return 0;
        }
        int done = burst(function, queue, mbufs, count);
        NativeMemory.putIntRelease(lock, 0);
        return done;
    }

    private int burst(MemorySegment function, long queue, long mbufs, int count) {
        try {
            short done = leaf
                    ? (short) LEAF.invokeExact(function, queue, mbufs, (short) count)
                    : (short) CALL.invokeExact(function, queue, mbufs, (short) count);
            return done & 0xffff;
        } catch (Throwable impossible) {
            throw new AssertionError("burst", impossible);
        }
    }
}
