package io.heddle.net.internal;

import io.heddle.net.Lane;
import io.heddle.net.LaneUser;
import io.heddle.net.NetPort;
import io.heddle.net.SwapEvidence;
import io.heddle.net.spi.PortConfig;
import io.heddle.net.spi.PortEvents;
import io.heddle.runtime.Loop;
import io.heddle.runtime.StorageException;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.CompletableFuture;

/**
 * The loop's half of a lane: its ports, by slot. Everything here is called on the lane's loop, except
 * where it says so; the other half, {@link SwitchRoom}, decides and asks by {@link Loop#submit}.
 */
final class Seat implements Lane {
    /** Paths of a transport session. */
    static final int SLOTS = 4;

    private static final int EIO = 5;
    private static final int EBUSY = 16;
    private static final int ENODEV = 19;

    /** How often a draining port is asked; a drain takes some round trips. */
    private static final long POLL_NS = 1_000_000;

    /** What the other half wants to hear; called on the loop, must not wait. */
    interface Reports {
        void lost(Seat seat, int slot, NetPort port, String why);

        void concern(Seat seat, String driver, String text, String evidence, String remedy);

        void link(Seat seat, String driver, String text);

        void withdrawn(Seat seat);
    }

    private record Held(String driver, long driverId, NetPort port) {}

    private final String name;
    private final Loop loop;
    private final LaneUser user;
    private final TrafficBook traffic;
    private final Reports reports;
    private final @Nullable Held[] ports = new @Nullable Held[SLOTS];
    private int active = -1;
    private int lastSlot = SLOTS - 1;
    private boolean closed;
    private volatile long activeDriver = -1;

    Seat(String name, Loop loop, LaneUser user, TrafficBook traffic, Reports reports) {
        this.name = name;
        this.loop = loop;
        this.user = user;
        this.traffic = traffic;
        this.reports = reports;
    }

    String name() {
        return name;
    }

    Loop loop() {
        return loop;
    }

    /** The service number of the driver that new traffic goes by, or -1; any thread. */
    long activeDriver() {
        return activeDriver;
    }

    SwapEvidence evidence() {
        return user.evidence();
    }

    /** Opens a port that nobody uses yet; its slot, or -1 if the lane was withdrawn meanwhile. */
    int open(DriverEntry entry, Settings settings) {
        if (closed) {
            return -1;
        }
        int slot = freeSlot();
        var config = new PortConfig(name, settings.bind(), settings.mtuBytes());
        NetPort port;
        try {
            port = entry.driver().open(config, new Said(entry.name(), slot));
        } catch (StorageException refused) {
            throw refused;
        } catch (RuntimeException | LinkageError broken) {
            // A driver is foreign code: whatever it throws must not stop the loop.
            throw new StorageException(
                    EIO,
                    "Driver " + entry.name() + " failed to open a port for " + name + ": " + broken
                            + "; update or remove its bundle.",
                    broken);
        }
        traffic.opened(entry.name(), name, slot, port);
        ports[slot] = new Held(entry.name(), entry.id(), port);
        lastSlot = slot;
        return slot;
    }

    private int freeSlot() {
        // Not the slot that was freed last: its peers may still send to the old port of that path.
        for (int step = 1; step <= SLOTS; step++) {
            int slot = (lastSlot + step) % SLOTS;
            if (ports[slot] == null) {
                return slot;
            }
        }
        throw new StorageException(
                EBUSY,
                "All " + SLOTS + " paths of " + name + " are taken; wait for a swap to end.");
    }

    /**
     * Moves new traffic to an opened port and asks until the old ones are drained.
     *
     * @return true when all were drained, false when the bound passed first
     */
    CompletableFuture<Boolean> moveTo(int slot, long drainNs) {
        Held to = slot < 0 ? null : ports[slot];
        if (closed || to == null) {
            return CompletableFuture.completedFuture(true);
        }
        user.portUp(slot, to.port(), "");
        active = slot;
        activeDriver = to.driverId();
        for (int old = 0; old < SLOTS; old++) {
            if (old != slot && ports[old] != null) {
                user.portDraining(old);
            }
        }
        var drain = new Drain(loop.env().nanoTime() + drainNs);
        drain.look();
        return drain.done;
    }

    /** Closes an opened port that nobody used. */
    void discard(int slot) {
        Held held = slot < 0 ? null : ports[slot];
        if (held != null && slot != active) {
            ports[slot] = null;
            shut(held);
        }
    }

    /** Closes every port but the active one. */
    void closeOld() {
        for (int slot = 0; slot < SLOTS; slot++) {
            if (slot != active) {
                down(slot);
            }
        }
    }

    /** Closes every port; the lane waits for a driver. */
    void closeAll() {
        active = -1;
        activeDriver = -1;
        for (int slot = 0; slot < SLOTS; slot++) {
            down(slot);
        }
    }

    /** Closes one port, if it is still the one that was meant. */
    void closeIf(int slot, NetPort port) {
        Held held = ports[slot];
        if (held != null && held.port() == port) {
            if (active == slot) {
                active = -1;
                activeDriver = -1;
            }
            down(slot);
        }
    }

    private void down(int slot) {
        Held held = ports[slot];
        if (held != null) {
            ports[slot] = null;
            user.portDown(slot);
            shut(held);
        }
    }

    private void shut(Held held) {
        try {
            held.port().close();
        } catch (RuntimeException | LinkageError broken) {
            reports.link(this, held.driver(), "closing the port of " + name + " failed: " + broken);
        }
        traffic.closed(held.port());
    }

    @Override
    public void close() {
        if (!closed) {
            closeAll();
            closed = true;
            reports.withdrawn(this);
        }
    }

    /** A refusal for callers that would wait for themselves. */
    static StorageException onLoop(String name) {
        return new StorageException(
                ENODEV, "A swap was asked for on the loop of " + name + "; ask on another thread.");
    }

    /** Asks the user by a timer of the loop, because only the loop may ask. */
    private final class Drain {
        private final CompletableFuture<Boolean> done = new CompletableFuture<>();
        private final long deadlineNs;
        private final io.heddle.runtime.Timer timer = loop.env().timer(this::look);

        Drain(long deadlineNs) {
            this.deadlineNs = deadlineNs;
        }

        private void look() {
            boolean drained = true;
            for (int slot = 0; slot < SLOTS && !closed; slot++) {
                drained &= slot == active || ports[slot] == null || user.isDrained(slot);
            }
            long nowNs = loop.env().nanoTime();
            if (drained || nowNs >= deadlineNs) {
                done.complete(drained);
            } else {
                timer.startAt(nowNs + POLL_NS);
            }
        }
    }

    /** What a driver says about one port. */
    private final class Said implements PortEvents {
        private final String driver;
        private final int slot;

        Said(String driver, int slot) {
            this.driver = driver;
            this.slot = slot;
        }

        @Override
        public void up() {
            reports.link(Seat.this, driver, "the link of " + name + " is up");
        }

        @Override
        public void down() {
            reports.link(Seat.this, driver, "the link of " + name + " is down");
        }

        @Override
        public void lost(String why) {
            Held held = ports[slot];
            if (held != null) {
                reports.lost(Seat.this, slot, held.port(), why);
            }
        }

        @Override
        public void mtuChanged(int mtuBytes) {
            reports.link(Seat.this, driver, "the MTU of " + name + " is " + mtuBytes + " bytes");
        }

        @Override
        public void concern(String text, String evidence, String remedy) {
            reports.concern(Seat.this, driver, text, evidence, remedy);
        }
    }
}
