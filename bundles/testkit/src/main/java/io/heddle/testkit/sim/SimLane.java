package io.heddle.testkit.sim;

import io.heddle.net.Lane;
import io.heddle.net.LaneUser;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * The switchboard's part for one endpoint: gives its {@link LaneUser} a port for each NIC at once, the
 * first in slot 0, and swaps them to new ports when told to, in the order of calls that the
 * switchboard's own seats keep.
 */
public final class SimLane implements Lane {
    /** UDP payload of a wire datagram where nothing else is asked for. */
    public static final int MTU_BYTES = PortShape.SOCKET.mtuBytes();

    private static final int SLOTS = 4;
    private static final int NONE = -1;
    private static final long DRAIN_BOUND_NS = 2_000_000_000L;
    private static final long DRAIN_STEP_NS = 1_000_000;

    /** A NIC and the slot for its new traffic, or {@link #NONE}; slots that drain have no seat. */
    private static final class Seat {
        final SimNic nic;
        int slot = NONE;
        boolean removed;

        Seat(SimNic nic) {
            this.nic = nic;
        }
    }

    private final SimWorld world;
    private final SimLoop loop;
    private final LaneUser user;
    private final List<Seat> seats;
    private final @Nullable SimPort[] ports = new @Nullable SimPort[SLOTS];
    private PortShape shape;
    private int lastSlot = SLOTS - 1;
    private int swaps;
    private boolean draining;
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
        this(world, loop, user, shape, List.of(SimNic.only()));
    }

    /** A lane of several NICs, whose first ports are of a kind. */
    public SimLane(
            SimWorld world, SimLoop loop, LaneUser user, PortShape shape, List<SimNic> nics) {
        this.world = world;
        this.loop = loop;
        this.user = user;
        this.shape = shape;
        seats = nics.stream().map(Seat::new).toList();
        loop.run(() -> seats.forEach(this::connect));
    }

    private void connect(Seat seat) {
        int slot = freeSlot();
        int old = seat.slot;
        SimPort port = world.network().open(loop, seat.nic, shape);
        ports[slot] = port;
        lastSlot = slot;
        seat.slot = slot;
        user.portUp(slot, port, seat.nic.label());
        if (old != NONE) {
            user.portDraining(old);
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

    /** The port for new traffic of the first NIC that has one. */
    public SimPort port() {
        for (int nic = 0; nic < seats.size(); nic++) {
            SimPort port = port(nic);
            if (port != null) {
                return port;
            }
        }
        throw new IllegalStateException("the lane of " + loop.name() + " has no port");
    }

    /** The port for new traffic of a NIC, or null. */
    public @Nullable SimPort port(int nic) {
        int slot = seats.get(nic).slot;
        return slot == NONE ? null : ports[slot];
    }

    /** How many NICs there are, whether they have ports or not. */
    public int nics() {
        return seats.size();
    }

    public SimNic nic(int number) {
        return seats.get(number).nic;
    }

    /** Whether there is a port for new traffic. */
    public boolean isConnected() {
        return connected() > 0;
    }

    private int connected() {
        return (int) seats.stream().filter(seat -> seat.slot != NONE).count();
    }

    /** Starts a swap to new ports; another call while it runs, or after the node's end, is ignored. */
    public void swap() {
        swap(shape);
    }

    /** As {@link #swap()}, to a driver whose ports are of another kind. */
    public void swap(PortShape to) {
        if (draining || !isConnected() || isOver()) {
            return;
        }
        shape = to;
        loop.run(() -> seats.stream().filter(seat -> seat.slot != NONE).forEach(this::connect));
        drain(true);
    }

    /** Takes a NIC out of use under load, if there is another one; false if not. */
    public boolean remove(int nic) {
        Seat seat = seats.get(nic);
        if (draining || seat.slot == NONE || connected() == 1 || isOver()) {
            return false;
        }
        int old = seat.slot;
        seat.slot = NONE;
        seat.removed = true;
        loop.run(() -> user.portDraining(old));
        drain(false);
        return true;
    }

    /** Takes a removed NIC into use again. */
    public void add(int nic) {
        seats.get(nic).removed = false;
        reconnect();
    }

    private void drain(boolean swap) {
        draining = true;
        drain(swap, world.nowNs() + DRAIN_BOUND_NS);
    }

    private void drain(boolean swap, long boundNs) {
        if (isOver()) {
            return;
        }
        boolean drained = true;
        for (int slot = 0; slot < SLOTS; slot++) {
            drained &= isActive(slot) || ports[slot] == null || user.isDrained(slot);
        }
        if (!drained && world.nowNs() < boundNs) {
            world.after(DRAIN_STEP_NS, () -> drain(swap, boundNs));
            return;
        }
        for (int slot = 0; slot < SLOTS; slot++) {
            int old = slot;
            if (!isActive(slot)) {
                loop.run(() -> down(old));
            }
        }
        draining = false;
        swaps += swap ? 1 : 0;
    }

    private boolean isActive(int slot) {
        return seats.stream().anyMatch(seat -> seat.slot == slot);
    }

    /** The port of the first NIC that has one is gone without a word; a new one comes after a time. */
    public void lose(long withoutNs) {
        for (int nic = 0; nic < seats.size(); nic++) {
            if (seats.get(nic).slot != NONE) {
                lose(nic, withoutNs);
                return;
            }
        }
    }

    /** The port of a NIC is gone without a word; a new one comes after a time. */
    public void lose(int nic, long withoutNs) {
        int gone = seats.get(nic).slot;
        if (gone == NONE || isOver()) {
            return;
        }
        seats.get(nic).slot = NONE;
        loop.run(() -> down(gone));
        world.after(withoutNs, this::reconnect);
    }

    /** Opens a port for each NIC that lacks one and was not removed. */
    public void reconnect() {
        if (isOver()) {
            return;
        }
        for (Seat seat : seats) {
            if (seat.slot == NONE && !seat.removed) {
                loop.run(() -> connect(seat));
            }
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
                seats.forEach(seat -> seat.slot = NONE);
                for (int which = 0; which < SLOTS; which++) {
                    down(which);
                }
            });
        }
    }
}
