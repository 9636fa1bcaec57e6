package io.heddle.net.internal;

import io.heddle.net.Lane;
import io.heddle.net.LaneUser;
import io.heddle.net.NetAddress;
import io.heddle.net.NetCapability;
import io.heddle.net.NetPort;
import io.heddle.net.PathStatus;
import io.heddle.net.SwapEvidence;
import io.heddle.net.internal.PluggedPort.Plug;
import io.heddle.net.spi.PortConfig;
import io.heddle.net.spi.PortEvents;
import io.heddle.runtime.Loop;
import io.heddle.runtime.StorageException;
import io.heddle.runtime.Timer;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * The loop's half of a lane: its ports, by slot; one in use for each data NIC. Everything here is
 * called on the lane's loop, except where it says so; the other half, {@link SwitchRoom}, decides and
 * asks by {@link Loop#submit}.
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

    /**
     * What became of opening ports.
     *
     * @param slots of those that opened
     * @param failed why others did not
     * @param withdrawn whether the lane was closed meanwhile and wants none
     */
    record Opening(List<Integer> slots, Map<NicSpec, StorageException> failed, boolean withdrawn) {
        static final Opening NONE = new Opening(List.of(), Map.of(), true);
    }

    /** A port as people see it. */
    record Seen(int slot, NicSpec nic, String driver, NetAddress local) {}

    /** The ports in use, and every path. */
    record View(List<Seen> ports, List<PathStatus> paths) {}

    private enum State {
        /** Nobody knows it yet. */
        FRESH,
        ACTIVE,
        DRAINING
    }

    private static final class Held {
        private final String driver;
        private final long driverId;
        private final NetPort port;
        private final NicSpec nic;
        private final boolean bypassesKernel;
        private State state = State.FRESH;

        Held(DriverEntry entry, NetPort port, NicSpec nic) {
            driver = entry.name();
            driverId = entry.id();
            this.port = port;
            this.nic = nic;
            bypassesKernel = port.capability(NetCapability.KernelBypass.class) != null;
        }
    }

    private final String name;
    private final int number;
    private final Loop loop;
    private final LaneUser user;
    private final TrafficBook traffic;
    private final Function<String, Plug> plugs;
    private final Reports reports;
    private final @Nullable Held[] ports = new @Nullable Held[SLOTS];
    private int lastSlot = SLOTS - 1;
    private boolean closed;
    private volatile int held;
    private volatile long activeDriver = -1;
    private volatile Set<NicSpec> served = Set.of();
    private volatile Set<Long> drivers = Set.of();
    private volatile Set<NicSpec> taken = Set.of();

    /**
     * A lane without ports.
     *
     * @param number lanes take the addresses of a NIC in turn
     * @param plugs what a drill pulls, by the name of the NIC; any thread
     */
    Seat(
            String name,
            int number,
            Loop loop,
            LaneUser user,
            TrafficBook traffic,
            Function<String, Plug> plugs,
            Reports reports) {
        this.name = name;
        this.number = number;
        this.loop = loop;
        this.user = user;
        this.traffic = traffic;
        this.plugs = plugs;
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

    /** The NICs by which a port goes that the kernel knows nothing of; any thread. */
    Set<NicSpec> taken() {
        return taken;
    }

    /** The service numbers of all drivers with an open port here, draining ones too; any thread. */
    Set<Long> drivers() {
        return drivers;
    }

    /** How many slots are taken; any thread. */
    int held() {
        return held;
    }

    /** The NICs by which new traffic goes; any thread. */
    Set<NicSpec> served() {
        return served;
    }

    SwapEvidence evidence() {
        return user.evidence();
    }

    View view() {
        var seen = new ArrayList<Seen>();
        for (int slot = 0; slot < SLOTS; slot++) {
            Held one = ports[slot];
            if (one != null && one.state == State.ACTIVE) {
                seen.add(new Seen(slot, one.nic, one.driver, one.port.localAddress()));
            }
        }
        return new View(seen, user.paths());
    }

    /** Opens a port on each of these NICs, which nobody uses yet. */
    Opening open(DriverEntry entry, List<NicSpec> nics, Settings settings) {
        if (closed) {
            return Opening.NONE;
        }
        var slots = new ArrayList<Integer>();
        var failed = new LinkedHashMap<NicSpec, StorageException>();
        for (NicSpec nic : nics) {
            try {
                slots.add(open(entry, nic, settings));
            } catch (StorageException refused) {
                failed.put(nic, refused);
            }
        }
        return new Opening(slots, failed, false);
    }

    private int open(DriverEntry entry, NicSpec nic, Settings settings) {
        int slot = freeSlot();
        var config = new PortConfig(
                name, nic.address(number), settings.mtuBytes(), settings.dedicated());
        NetPort port;
        try {
            port = new PluggedPort(
                    entry.driver().open(config, new Said(entry.name(), slot)),
                    plugs.apply(nic.name()),
                    settings.dedicated());
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
        traffic.opened(entry.name(), nic.name(), name, slot, port);
        ports[slot] = new Held(entry, port, nic);
        lastSlot = slot;
        publish();
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

    /** New traffic may go by these ports, too. */
    void use(Opening opened) {
        for (int slot : opened.slots()) {
            Held one = ports[slot];
            if (!closed && one != null && one.state == State.FRESH) {
                one.state = State.ACTIVE;
                user.portUp(slot, one.port, one.nic.label());
            }
        }
        publish();
    }

    /**
     * Takes opened ports into use and asks until the others of the same NICs are drained.
     *
     * @return true when all were drained, false when the bound passed first
     */
    CompletableFuture<Boolean> moveTo(Opening opened, List<NicSpec> nics, long drainNs) {
        use(opened);
        return drain(opened.slots(), nics, drainNs);
    }

    /** As {@link #moveTo} without new ports; {@code except} keeps its slots. */
    CompletableFuture<Boolean> drain(List<Integer> except, List<NicSpec> nics, long drainNs) {
        if (closed) {
            return CompletableFuture.completedFuture(true);
        }
        for (int slot = 0; slot < SLOTS; slot++) {
            Held one = ports[slot];
            if (one != null
                    && one.state == State.ACTIVE
                    && !except.contains(slot)
                    && nics.contains(one.nic)) {
                one.state = State.DRAINING;
                user.portDraining(slot);
            }
        }
        publish();
        var drain = new Drain(loop.env().nanoTime() + drainNs);
        drain.look();
        return drain.done;
    }

    /** The NICs of ports that another driver than this one has. */
    List<NicSpec> notOf(long driverId) {
        var nics = new ArrayList<NicSpec>();
        for (Held one : ports) {
            if (one != null && one.state == State.ACTIVE && one.driverId != driverId) {
                nics.add(one.nic);
            }
        }
        return nics;
    }

    /** Closes opened ports that nobody used. */
    void discard(Opening opened) {
        for (int slot : opened.slots()) {
            Held one = ports[slot];
            if (one != null && one.state == State.FRESH) {
                ports[slot] = null;
                shut(one);
            }
        }
        publish();
    }

    /** Closes what was to be drained, drained or not. */
    void closeOld() {
        for (int slot = 0; slot < SLOTS; slot++) {
            Held one = ports[slot];
            if (one != null && one.state == State.DRAINING) {
                down(slot);
            }
        }
        publish();
    }

    /** Closes every port; the lane waits for a driver. */
    void closeAll() {
        for (int slot = 0; slot < SLOTS; slot++) {
            down(slot);
        }
        publish();
    }

    /** Closes one port, if it is still the one that was meant. */
    void closeIf(int slot, NetPort port) {
        Held one = ports[slot];
        if (one != null && one.port == port) {
            down(slot);
            publish();
        }
    }

    private void down(int slot) {
        Held one = ports[slot];
        if (one != null) {
            ports[slot] = null;
            if (one.state != State.FRESH) {
                user.portDown(slot);
            }
            shut(one);
        }
    }

    private void shut(Held one) {
        try {
            one.port.close();
        } catch (RuntimeException | LinkageError broken) {
            reports.link(this, one.driver, "closing the port of " + name + " failed: " + broken);
        }
        traffic.closed(one.port);
    }

    /** Shows other threads what is in use now. */
    private void publish() {
        int count = 0;
        long driver = -1;
        var nics = new HashSet<NicSpec>();
        var all = new HashSet<Long>();
        var bypass = new HashSet<NicSpec>();
        for (Held one : ports) {
            if (one == null) {
                continue;
            }
            count++;
            all.add(one.driverId);
            if (one.bypassesKernel) {
                bypass.add(one.nic);
            }
            if (one.state == State.ACTIVE) {
                nics.add(one.nic);
                driver = Math.max(driver, one.driverId);
            }
        }
        held = count;
        drivers = Set.copyOf(all);
        taken = Set.copyOf(bypass);
        served = Set.copyOf(nics);
        activeDriver = driver;
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
                ENODEV,
                "A change was asked for on the loop of " + name + "; ask on another thread.");
    }

    /** Asks the user by a timer of the loop, because only the loop may ask. */
    private final class Drain {
        private final CompletableFuture<Boolean> done = new CompletableFuture<>();
        private final long deadlineNs;
        private final Timer timer = loop.env().timer(this::look);

        Drain(long deadlineNs) {
            this.deadlineNs = deadlineNs;
        }

        private void look() {
            boolean drained = true;
            for (int slot = 0; slot < SLOTS && !closed; slot++) {
                Held one = ports[slot];
                drained &= one == null || one.state != State.DRAINING || user.isDrained(slot);
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
            Held one = ports[slot];
            if (one != null) {
                reports.lost(Seat.this, slot, one.port, why);
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
