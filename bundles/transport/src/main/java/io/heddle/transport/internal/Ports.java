package io.heddle.transport.internal;

import io.heddle.net.NetCapability;
import io.heddle.net.NetPort;
import io.heddle.runtime.Loop;

import org.jspecify.annotations.Nullable;

/** The ports of an endpoint by path slot, and which of them takes new traffic. */
final class Ports {
    /** Reads a port until it is empty. */
    interface Reader {
        void read(int slot);
    }

    private final Loop loop;
    private final Reader reader;
    private final @Nullable NetPort[] ports = new @Nullable NetPort[Tuning.PATHS];
    private final @Nullable AutoCloseable[] watches = new @Nullable AutoCloseable[Tuning.PATHS];
    private final boolean[] draining = new boolean[Tuning.PATHS];
    private final long[] quietSinceNs = new long[Tuning.PATHS];
    private int current = -1;
    private int mtuBytes;
    private int segmentsMost;
    private int segmentsMostBytes;
    private boolean polled;

    Ports(Loop loop, Reader reader) {
        this.loop = loop;
        this.reader = reader;
    }

    void up(int slot, NetPort port) {
        down(slot);
        ports[slot] = port;
        draining[slot] = false;
        int descriptor = port.wakeDescriptor();
        if (descriptor >= 0) {
            watches[slot] = loop.watch(descriptor, () -> reader.read(slot));
        }
        use(slot);
    }

    /** New traffic leaves this port if there is another one. */
    void draining(int slot, long nowNs) {
        draining[slot] = true;
        quietSinceNs[slot] = nowNs;
        if (slot == current) {
            useAnother();
        }
    }

    void down(int slot) {
        var watch = watches[slot];
        watches[slot] = null;
        if (watch != null) {
            close(watch);
        }
        ports[slot] = null;
        if (slot == current) {
            current = -1;
            useAnother();
        }
        countPolled();
    }

    @Nullable
    NetPort port(int slot) {
        return ports[slot];
    }

    /** The slot of new traffic, or -1. */
    int current() {
        return current;
    }

    /** Directs a batch to the current port; false when there is none. */
    boolean select(TxBatch tx) {
        var port = current < 0 ? null : ports[current];
        if (port == null) {
            return false;
        }
        tx.port(port, current, mtuBytes, segmentsMost, segmentsMostBytes);
        return true;
    }

    /** Whether a port without a descriptor wants to be asked in every turn. */
    boolean isPolled() {
        return polled;
    }

    boolean isPolled(int slot) {
        return ports[slot] != null && watches[slot] == null;
    }

    void heard(int slot, long nowNs) {
        quietSinceNs[slot] = nowNs;
    }

    long quietSinceNs(int slot) {
        return quietSinceNs[slot];
    }

    private void useAnother() {
        for (int slot = 0; slot < Tuning.PATHS; slot++) {
            if (ports[slot] != null && !draining[slot]) {
                use(slot);
            }
        }
    }

    private void use(int slot) {
        var port = ports[slot];
        if (port == null) {
            return;
        }
        current = slot;
        mtuBytes = port.mtuBytes();
        var offload = port.capability(NetCapability.SegmentationOffload.class);
        segmentsMost = offload == null ? 1 : offload.maxSegments();
        segmentsMostBytes = offload == null ? mtuBytes : offload.maxBytes();
        countPolled();
    }

    private void countPolled() {
        polled = false;
        for (int slot = 0; slot < Tuning.PATHS; slot++) {
            polled |= isPolled(slot);
        }
    }

    private static void close(AutoCloseable watch) {
        try {
            watch.close();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("A watch of the loop did not close", e);
        }
    }
}
