package io.heddle.transport.internal;

import io.heddle.net.NetCapability;
import io.heddle.net.NetCapability.ZeroCopy;
import io.heddle.net.NetPort;
import io.heddle.runtime.Loop;

import org.jspecify.annotations.Nullable;

/** The ports of an endpoint by path slot. */
final class Ports {
    /** Reads a port until it is empty. */
    interface Reader {
        void read(int slot);
    }

    /** A port with what was asked of it once. */
    private record Held(
            NetPort port,
            String label,
            int mtuBytes,
            int segmentsMost,
            int segmentsMostBytes,
            boolean bypassesKernel,
            @Nullable ZeroCopy lender,
            @Nullable AutoCloseable watch) {}

    private final Loop loop;
    private final Reader reader;
    private final @Nullable Held[] ports = new @Nullable Held[Tuning.PATHS];
    private final boolean[] draining = new boolean[Tuning.PATHS];
    private final long[] quietSinceNs = new long[Tuning.PATHS];
    private int count;
    private boolean polled;
    private boolean sleepless;

    Ports(Loop loop, Reader reader) {
        this.loop = loop;
        this.reader = reader;
    }

    void up(int slot, NetPort port, String label) {
        down(slot);
        draining[slot] = false;
        int descriptor = port.wakeDescriptor();
        var watch = descriptor < 0 ? null : loop.watch(descriptor, () -> reader.read(slot));
        var offload = port.capability(NetCapability.SegmentationOffload.class);
        ports[slot] = new Held(
                port,
                label,
                port.mtuBytes(),
                offload == null ? 1 : offload.maxSegments(),
                offload == null ? port.mtuBytes() : offload.maxBytes(),
                port.capability(NetCapability.KernelBypass.class) != null,
                port.capability(ZeroCopy.class),
                watch);
        recount();
    }

    /** New traffic leaves this port as soon as another one works. */
    void draining(int slot, long nowNs) {
        draining[slot] = true;
        quietSinceNs[slot] = nowNs;
    }

    void down(int slot) {
        var held = ports[slot];
        ports[slot] = null;
        if (held != null && held.watch() != null) {
            close(held.watch());
        }
        recount();
    }

    @Nullable
    NetPort port(int slot) {
        var held = ports[slot];
        return held == null ? null : held.port();
    }

    /** Who lends memory of a port, or null. */
    @Nullable
    ZeroCopy lender(int slot) {
        return held(slot).lender();
    }

    private Held held(int slot) {
        var held = ports[slot];
        if (held == null) {
            throw new IllegalStateException("There is no port " + slot);
        }
        return held;
    }

    /** How many ports there are, draining ones, too. */
    int count() {
        return count;
    }

    boolean isDraining(int slot) {
        return draining[slot];
    }

    /** Whether new traffic may take this port. */
    boolean isOpen(int slot) {
        return ports[slot] != null && !draining[slot];
    }

    /** Whether there is an open port beside this one. */
    boolean isOtherOpen(int than) {
        for (int slot = 0; slot < Tuning.PATHS; slot++) {
            if (slot != than && isOpen(slot)) {
                return true;
            }
        }
        return false;
    }

    /** The n-th port in turn, open ones only if there are any; -1 if there is none. */
    int turn(int n) {
        boolean anyOpen = isOtherOpen(-1);
        int found = -1;
        for (int step = 0; step < Tuning.PATHS; step++) {
            int slot = Math.floorMod(n + step, Tuning.PATHS);
            if (found < 0 && ports[slot] != null && (!anyOpen || !draining[slot])) {
                found = slot;
            }
        }
        return found;
    }

    String label(int slot) {
        return held(slot).label();
    }

    int mtuBytes(int slot) {
        return held(slot).mtuBytes();
    }

    boolean bypassesKernel(int slot) {
        return held(slot).bypassesKernel();
    }

    /** The place of a port among ours in the order of addresses, equal ones being one. */
    int rank(int slot) {
        var own = held(slot).port().localAddress();
        int rank = 0;
        for (int other = 0; other < Tuning.PATHS; other++) {
            var held = ports[other];
            if (held == null || isTwin(other)) {
                continue;
            }
            var address = held.port().localAddress();
            int order = Long.compareUnsigned(address.high(), own.high());
            order = order != 0 ? order : Long.compareUnsigned(address.low(), own.low());
            rank += order < 0 ? 1 : 0;
        }
        return rank;
    }

    /** Whether an earlier slot has a port of the same NIC. */
    private boolean isTwin(int slot) {
        var own = held(slot).port().localAddress();
        for (int other = 0; other < slot; other++) {
            var held = ports[other];
            if (held != null
                    && held.port().localAddress().high() == own.high()
                    && held.port().localAddress().low() == own.low()) {
                return true;
            }
        }
        return false;
    }

    /** Directs a batch to a port; false when it is gone. */
    boolean select(TxBatch tx, int slot) {
        var held = slot < 0 ? null : ports[slot];
        if (held == null) {
            return false;
        }
        tx.port(
                held.port(),
                held.lender(),
                slot,
                held.mtuBytes(),
                held.segmentsMost(),
                held.segmentsMostBytes());
        return true;
    }

    /** Whether a port wants to be asked in every turn: without a descriptor, or on a loop that spins. */
    boolean isPolled() {
        return polled || loop.spins();
    }

    /** Whether a port has no descriptor, so that nothing but a look tells of datagrams. */
    boolean mustPoll() {
        return polled;
    }

    /** Whether such a port's loop has a processor for itself, and so does not even nap. */
    boolean isSleepless() {
        return sleepless;
    }

    boolean isPolled(int slot) {
        var held = ports[slot];
        return held != null && (held.watch() == null || loop.spins());
    }

    void heard(int slot, long nowNs) {
        quietSinceNs[slot] = nowNs;
    }

    long quietSinceNs(int slot) {
        return quietSinceNs[slot];
    }

    private void recount() {
        count = 0;
        polled = false;
        sleepless = false;
        for (int slot = 0; slot < Tuning.PATHS; slot++) {
            var held = ports[slot];
            count += held == null ? 0 : 1;
            if (held != null && held.watch() == null) {
                polled = true;
                sleepless |= held.port().capability(NetCapability.OwnProcessor.class) != null;
            }
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
