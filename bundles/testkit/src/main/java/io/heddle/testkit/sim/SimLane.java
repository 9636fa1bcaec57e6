package io.heddle.testkit.sim;

import io.heddle.net.Lane;
import io.heddle.net.LaneUser;
import io.heddle.net.NetPort;

import org.jspecify.annotations.Nullable;

/**
 * The switchboard's part for one endpoint: gives its {@link LaneUser} a port in slot 0 at once, and
 * swaps it to a new port in the next slot when told to.
 */
public final class SimLane implements Lane {
    /** UDP payload of a wire datagram where nothing else is asked for. */
    public static final int MTU_BYTES = 1_472;

    private static final int SLOTS = 4;
    private static final long DRAIN_BOUND_NS = 2_000_000_000L;
    private static final long DRAIN_STEP_NS = 100_000;

    private final SimWorld world;
    private final SimLoop loop;
    private final LaneUser user;
    private final int mtuBytes;
    private final @Nullable NetPort[] ports = new NetPort[SLOTS];
    private int slot;
    private int swaps;
    private boolean swapping;
    private boolean closed;

    /** A lane with {@link #MTU_BYTES}. */
    public SimLane(SimWorld world, SimLoop loop, LaneUser user) {
        this(world, loop, user, MTU_BYTES);
    }

    /** A lane whose ports have an MTU. */
    public SimLane(SimWorld world, SimLoop loop, LaneUser user, int mtuBytes) {
        this.world = world;
        this.loop = loop;
        this.user = user;
        this.mtuBytes = mtuBytes;
        loop.run(this::openPort);
    }

    private void openPort() {
        SimPort port = world.network().open(loop, mtuBytes);
        ports[slot] = port;
        user.portUp(slot, port);
    }

    /** The port for new traffic. */
    public NetPort port() {
        NetPort port = ports[slot];
        if (port == null) {
            throw new IllegalStateException("the lane of " + loop.name() + " is closed");
        }
        return port;
    }

    /** Starts a swap to a new port; another call while it runs, or after the node's end, is ignored. */
    public void swap() {
        if (swapping || closed || loop.isDead()) {
            return;
        }
        swapping = true;
        int old = slot;
        slot = (slot + 1) % SLOTS;
        long bound = world.nowNs() + DRAIN_BOUND_NS;
        loop.run(() -> {
            openPort();
            user.portDraining(old);
        });
        drain(old, bound);
    }

    private void drain(int old, long boundNs) {
        if (closed || loop.isDead()) {
            return;
        }
        if (!user.isDrained(old) && world.nowNs() < boundNs) {
            world.after(DRAIN_STEP_NS, () -> drain(old, boundNs));
            return;
        }
        loop.run(() -> down(old));
        swapping = false;
        swaps++;
    }

    private void down(int which) {
        NetPort port = ports[which];
        if (port != null) {
            user.portDown(which);
            port.close();
            ports[which] = null;
        }
    }

    /** Swaps that are complete. */
    public int swaps() {
        return swaps;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            loop.run(() -> {
                for (int which = 0; which < SLOTS; which++) {
                    down(which);
                }
            });
        }
    }
}
