package io.heddle.testkit.sim;

import io.heddle.net.Lane;
import io.heddle.net.LaneUser;

import org.jspecify.annotations.Nullable;

/**
 * The switchboard's part for one endpoint: gives its {@link LaneUser} a port in slot 0 at once, and
 * swaps it to a new port when told to, in the order of calls that the switchboard's own seats keep.
 */
public final class SimLane implements Lane {
    /** UDP payload of a wire datagram where nothing else is asked for. */
    public static final int MTU_BYTES = PortShape.SOCKET.mtuBytes();

    private static final int SLOTS = 4;
    private static final long DRAIN_BOUND_NS = 2_000_000_000L;
    private static final long DRAIN_STEP_NS = 1_000_000;

    private final SimWorld world;
    private final SimLoop loop;
    private final LaneUser user;
    private final @Nullable SimPort[] ports = new @Nullable SimPort[SLOTS];
    private PortShape shape;
    private int active = -1;
    private int lastSlot = SLOTS - 1;
    private int swaps;
    private boolean swapping;
    private boolean closed;

    /** A lane with {@link #MTU_BYTES}. */
    public SimLane(SimWorld world, SimLoop loop, LaneUser user) {
        this(world, loop, user, PortShape.SOCKET);
    }

    /** A lane whose ports have an MTU. */
    public SimLane(SimWorld world, SimLoop loop, LaneUser user, int mtuBytes) {
        this(world, loop, user, PortShape.SOCKET.mtu(mtuBytes));
    }

    /** A lane whose first port is of a kind. */
    public SimLane(SimWorld world, SimLoop loop, LaneUser user, PortShape shape) {
        this.world = world;
        this.loop = loop;
        this.user = user;
        this.shape = shape;
        loop.run(this::connect);
    }

    private void connect() {
        int slot = freeSlot();
        SimPort port = world.network().open(loop, shape);
        ports[slot] = port;
        lastSlot = slot;
        user.portUp(slot, port, "");
        active = slot;
        for (int old = 0; old < SLOTS; old++) {
            if (old != slot && ports[old] != null) {
                user.portDraining(old);
            }
        }
    }

    private int freeSlot() {
        // Not the slot that was freed last: its peers may still send to the old port of that path.
        for (int step = 1; step <= SLOTS; step++) {
            int slot = (lastSlot + step) % SLOTS;
            if (ports[slot] == null) {
                return slot;
            }
        }
        throw new IllegalStateException("all slots of " + loop.name() + " are taken");
    }

    /** The port for new traffic. */
    public SimPort port() {
        SimPort port = active < 0 ? null : ports[active];
        if (port == null) {
            throw new IllegalStateException("the lane of " + loop.name() + " has no port");
        }
        return port;
    }

    /** Whether there is a port for new traffic. */
    public boolean isConnected() {
        return active >= 0;
    }

    /** Starts a swap to a new port; another call while it runs, or after the node's end, is ignored. */
    public void swap() {
        swap(shape);
    }

    /** As {@link #swap()}, to a driver whose ports are of another kind. */
    public void swap(PortShape to) {
        if (swapping || active < 0 || isOver()) {
            return;
        }
        shape = to;
        swapping = true;
        loop.run(this::connect);
        drain(world.nowNs() + DRAIN_BOUND_NS);
    }

    private void drain(long boundNs) {
        if (isOver()) {
            return;
        }
        boolean drained = true;
        for (int slot = 0; slot < SLOTS; slot++) {
            drained &= slot == active || ports[slot] == null || user.isDrained(slot);
        }
        if (!drained && world.nowNs() < boundNs) {
            world.after(DRAIN_STEP_NS, () -> drain(boundNs));
            return;
        }
        for (int slot = 0; slot < SLOTS; slot++) {
            int old = slot;
            if (slot != active) {
                loop.run(() -> down(old));
            }
        }
        swapping = false;
        swaps++;
    }

    /** The port for new traffic is gone without a word; a new one comes after a time. */
    public void lose(long withoutNs) {
        if (active < 0 || isOver()) {
            return;
        }
        int gone = active;
        active = -1;
        loop.run(() -> down(gone));
        world.after(withoutNs, this::reconnect);
    }

    /** Opens a port if there is none. */
    public void reconnect() {
        if (active < 0 && !isOver()) {
            loop.run(this::connect);
        }
    }

    private void down(int which) {
        SimPort port = ports[which];
        if (port != null) {
            ports[which] = null;
            user.portDown(which);
            port.close();
        }
    }

    private boolean isOver() {
        return closed || loop.isDead();
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
                active = -1;
                for (int which = 0; which < SLOTS; which++) {
                    down(which);
                }
            });
        }
    }
}
