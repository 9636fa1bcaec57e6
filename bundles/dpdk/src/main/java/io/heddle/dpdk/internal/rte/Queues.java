package io.heddle.dpdk.internal.rte;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.heddle.foreign.NativeMemory;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * Bursts on the one queue pair of a port: rte_eth_rx_burst(3) and rte_eth_tx_burst(3), which are
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

    private final long table;
    private final Abi.FpOps ops;
    private final boolean leaf;
    private MemorySegment rxFunction = MemorySegment.NULL;
    private MemorySegment txFunction = MemorySegment.NULL;
    private long rxQueue;
    private long txQueue;

    /** @param leaf whether the driver's bursts make no system calls */
    Queues(Eal eal, int port, boolean leaf) {
        this.leaf = leaf;
        ops = eal.abi().fpOps();
        table = eal.library().address("rte_eth_fp_ops") + (long) port * ops.bytes();
        read();
    }

    /** To be called after each start and stop, for DPDK puts functions that do nothing there. */
    void read() {
        rxFunction = MemorySegment.ofAddress(NativeMemory.getLong(table + ops.rxBurst()));
        txFunction = MemorySegment.ofAddress(NativeMemory.getLong(table + ops.txBurst()));
        rxQueue = NativeMemory.getLong(NativeMemory.getLong(table + ops.rxQueues()));
        txQueue = NativeMemory.getLong(NativeMemory.getLong(table + ops.txQueues()));
    }

    /** Receives up to {@code count} frames; their mbufs are the caller's. */
    public int receive(long mbufs, int count) {
        return burst(rxFunction, rxQueue, mbufs, count);
    }

    /** Hands frames to the device; of those that it takes, the mbufs are its own. */
    public int send(long mbufs, int count) {
        return burst(txFunction, txQueue, mbufs, count);
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
