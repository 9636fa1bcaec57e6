package io.heddle.net.internal;

import io.heddle.hardware.Inventory;
import io.heddle.net.DriverRanking;
import io.heddle.net.DriverStatus;
import io.heddle.net.LaneUser;
import io.heddle.net.Ledger;
import io.heddle.net.NetPort;
import io.heddle.net.spi.ProbeResult;
import io.heddle.net.spi.Reason;
import io.heddle.runtime.Counters;
import io.heddle.runtime.Events;
import io.heddle.runtime.Loop;
import io.heddle.runtime.StorageException;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Decides which driver serves. One thread of its own does everything that decides or waits, one thing
 * after the other, so no lock is ever held while a loop, SCR or a caller is waited for.
 */
final class SwitchRoom implements Seat.Reports, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SwitchRoom.class);

    /** How many ledgers are kept. */
    private static final int LEDGERS = 100;

    private static final int EIO = 5;
    private static final long TICK_MS = 1_000;

    /** What everybody may see without asking the thread. */
    record Picture(@Nullable DriverEntry current, String reason, List<DriverStatus> drivers) {}

    private final ScheduledExecutorService thread;
    private final Supplier<Inventory> inventory;
    private final Notices notices;
    private final Counters counters;
    private final TrafficBook traffic = new TrafficBook();
    private final LedgerRecorder recorder = new LedgerRecorder();
    private final DriverTable table = new DriverTable();
    private final CopyOnWriteArrayList<Seat> seats = new CopyOnWriteArrayList<>();
    private final Set<Long> prepared = new HashSet<>();
    private final ArrayDeque<Ledger> ledgers = new ArrayDeque<>();
    private long firstChosenNs = Long.MIN_VALUE;
    private volatile Settings settings;
    private volatile Picture picture = new Picture(null, "no driver has come yet", List.of());
    private @Nullable DriverEntry current;
    private @Nullable String preferred;
    private String reason = "no driver has come yet";

    SwitchRoom(Settings settings, Supplier<Inventory> inventory, Events events, Counters counters) {
        this.settings = settings;
        this.inventory = inventory;
        this.counters = counters;
        notices = new Notices(events);
        thread = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("heddle-switchboard").factory());
    }

    /** Begins to look after lanes once a second. */
    void start() {
        var unused = thread.scheduleWithFixedDelay(
                guarded(this::tick), TICK_MS, TICK_MS, TimeUnit.MILLISECONDS);
    }

    void settings(Settings changed) {
        settings = changed;
    }

    Settings settings() {
        return settings;
    }

    Picture picture() {
        return picture;
    }

    TrafficBook traffic() {
        return traffic;
    }

    LedgerRecorder recorder() {
        return recorder;
    }

    /** The planner came or went; any thread. */
    void ranking(@Nullable DriverRanking by) {
        table.ranking(by);
        post(() -> {
            publish();
            List<DriverEntry> usable = table.usable();
            if (current != null && !usable.isEmpty()) {
                consider(usable.getFirst());
            }
        });
    }

    List<Seat> seats() {
        return List.copyOf(seats);
    }

    List<Ledger> ledgers() {
        synchronized (ledgers) {
            return List.copyOf(ledgers);
        }
    }

    /** Runs something on the thread soon; nothing once the room is closed. */
    private Future<?> post(Runnable action) {
        try {
            return thread.submit(guarded(action));
        } catch (RejectedExecutionException closed) {
            return CompletableFuture.completedFuture(null);
        }
    }

    /** A failure here is a defect: it is logged, and the next decision gets its turn. */
    private static Runnable guarded(Runnable action) {
        return () -> {
            try {
                action.run();
            } catch (StorageException expected) {
                throw expected;
            } catch (RuntimeException | LinkageError defect) {
                LOG.error("A decision about drivers failed", defect);
            }
        };
    }

    /** A driver came; any thread, does not wait. */
    Future<?> arrived(DriverEntry unprobed) {
        return post(() -> {
            DriverEntry entry = unprobed.probed(probe(unprobed));
            table.add(entry);
            notices.arrived(entry);
            publish();
            if (entry.usable()) {
                consider(entry);
            }
        });
    }

    private ProbeResult probe(DriverEntry entry) {
        try {
            return entry.driver().probe(inventory.get());
        } catch (RuntimeException | LinkageError broken) {
            return new ProbeResult.Unusable(List.of(new Reason(
                    "bundle",
                    "Its probe failed; update or remove its bundle.",
                    entry.bundle(),
                    broken.toString(),
                    "an answer")));
        }
    }

    private void consider(DriverEntry entry) {
        DriverEntry now = current;
        if (now == null) {
            elect("the best of those that are here");
        } else if (entry.name().equals(preferred)) {
            if (!now.name().equals(preferred)) {
                change(entry, "it is back", 3_000);
            }
        } else if (table.usable().indexOf(entry) < table.usable().indexOf(now)) {
            if (starting() || settings.autoSwap()) {
                String before = preferred;
                preferred = entry.name();
                if (!change(entry, "it ranks above " + now.name(), 3_000)) {
                    preferred = before;
                }
            } else {
                notices.better(entry, now.name());
            }
        }
    }

    /** Whether the first driver came so lately that the others of the same start still come. */
    private boolean starting() {
        return System.nanoTime() - firstChosenNs < settings.graceMs() * 1_000_000L;
    }

    /** A driver goes; any thread. The future is done when none of its ports is open any more. */
    Future<?> left(long id) {
        return post(() -> {
            DriverEntry entry = table.remove(id);
            if (entry == null) {
                return;
            }
            prepared.remove(id);
            notices.left(entry.name());
            notices.works(entry.name());
            notices.unlimited(entry.name());
            DriverEntry now = current;
            if (now != null && now.id() == id) {
                current = null;
                elect(entry.name() + " went away");
            } else if (now != null) {
                rejoin(now, id);
            }
            publish();
        });
    }

    /** Lanes that had to take the driver that goes, because the current one failed them. */
    private void rejoin(DriverEntry now, long id) {
        var orphans = new ArrayList<>(seats);
        orphans.removeIf(seat -> seat.activeDriver() != id);
        if (!orphans.isEmpty() && !tryMove(orphans, now)) {
            new Move(orphans, settings).toNothing();
        }
    }

    /** Tries the usable drivers, the preferred one first, until one serves all lanes. */
    private void elect(String why) {
        var candidates = new ArrayList<>(table.usable());
        candidates.sort(
                (a, b) -> Boolean.compare(b.name().equals(preferred), a.name().equals(preferred)));
        for (DriverEntry candidate : candidates) {
            if (change(candidate, why, 0)) {
                preferred = preferred == null ? candidate.name() : preferred;
                return;
            }
        }
        new Move(seats(), settings).toNothing();
        current = null;
        reason = "no usable driver is here";
        notices.none();
        publish();
    }

    /** Moves all lanes to a driver, with a ledger when there was one before. */
    private boolean change(DriverEntry entry, String why, long ledgerWaitMs) {
        String from = busyDriver();
        LedgerRecorder.Recording recording =
                from.equals("none") ? null : recorder.begin(seats(), ledgerWaitMs);
        boolean moved = tryMove(seats(), entry);
        if (moved) {
            chosen(entry, why);
        }
        if (recording != null) {
            // The rest of the ledger needs no decision: others must not wait for it.
            Thread.ofVirtual().name("heddle-ledger").start(() -> {
                Ledger ledger = recording.finish(from, entry.name());
                if (moved) {
                    keep(ledger);
                }
            });
        }
        return moved;
    }

    /** The driver by which lanes have ports now, although it may be gone from the table. */
    private String busyDriver() {
        return seats.stream().anyMatch(seat -> seat.activeDriver() >= 0)
                ? picture.current() == null ? "none" : picture.current().name()
                : "none";
    }

    private boolean tryMove(List<Seat> lanes, DriverEntry entry) {
        try {
            move(lanes, entry);
            return true;
        } catch (StorageException broken) {
            notices.broken(entry.name(), String.valueOf(broken.getMessage()));
            return false;
        }
    }

    private void move(List<Seat> lanes, DriverEntry entry) {
        prepare(entry);
        String from = picture.current() == null ? "none" : picture.current().name();
        if (!new Move(lanes, settings).to(entry)) {
            notices.late(from);
        }
        notices.works(entry.name());
    }

    /** Here, so that no loop stands still while a driver loads its classes. */
    private void prepare(DriverEntry entry) {
        if (!prepared.add(entry.id())) {
            return;
        }
        try {
            entry.driver().prepare();
        } catch (StorageException refused) {
            prepared.remove(entry.id());
            throw refused;
        } catch (RuntimeException | LinkageError broken) {
            prepared.remove(entry.id());
            throw new StorageException(
                    EIO,
                    "Driver " + entry.name() + " cannot be prepared: " + broken
                            + "; update or remove its bundle.",
                    broken);
        }
    }

    private void chosen(DriverEntry entry, String why) {
        DriverEntry before = picture.current();
        if (before == null && firstChosenNs == Long.MIN_VALUE) {
            firstChosenNs = System.nanoTime();
        } else if (before != null && !before.name().equals(entry.name())) {
            notices.unlimited(before.name());
        }
        current = entry;
        reason = why;
        publish();
        notices.chosen(entry.name(), why);
        String wanted = preferred;
        if (wanted != null && !wanted.equals(entry.name())) {
            notices.fallback(wanted, entry.name());
        } else {
            notices.noFallback();
        }
    }

    /** An operator's swap: moves all lanes or throws; on any thread but a loop's, waits. */
    Future<?> swap(String name) {
        return post(() -> {
            DriverEntry entry = table.named(name);
            if (entry == null) {
                throw new StorageException(
                        2,
                        "Driver " + name + " has left; `heddle net drivers` lists what is here.");
            }
            move(seats(), entry);
            preferred = name;
            chosen(entry, "an operator chose it");
        });
    }

    void keep(Ledger ledger) {
        synchronized (ledgers) {
            if (ledgers.size() == LEDGERS) {
                ledgers.remove();
            }
            ledgers.add(ledger);
        }
        counters.counter("heddle_net_swaps_total").increment();
        notices.swapped(ledger);
    }

    /** A new lane; any thread, does not wait. */
    Seat attach(String name, Loop loop, LaneUser user) {
        var seat = new Seat(name, loop, user, traffic, this);
        seats.add(seat);
        var unused = post(() -> connect(seat));
        return seat;
    }

    /** Gives a lane that has no port one: by the current driver, or else by any other. */
    private void connect(Seat seat) {
        DriverEntry now = current;
        if (now == null || seat.activeDriver() >= 0 || tryMove(List.of(seat), now)) {
            return;
        }
        for (DriverEntry other : table.usable()) {
            if (other.id() != now.id() && tryMove(List.of(seat), other)) {
                boolean alone = seats.stream().noneMatch(one -> one.activeDriver() == now.id());
                if (alone) {
                    chosen(other, now.name() + " cannot open ports");
                }
                return;
            }
        }
    }

    @Override
    public void withdrawn(Seat seat) {
        seats.remove(seat);
    }

    @Override
    public void lost(Seat seat, int slot, NetPort port, String why) {
        var unused = post(() -> {
            DriverEntry now = current;
            notices.lost(now == null ? "driver" : now.name(), seat.name(), why);
            Rounds.<Boolean>ask(List.of(seat), TICK_MS, lane -> () -> {
                lane.closeIf(slot, port);
                return true;
            });
            connect(seat);
        });
    }

    @Override
    public void concern(Seat seat, String driver, String text, String evidence, String remedy) {
        notices.limited(driver, text, evidence, remedy);
    }

    @Override
    public void link(Seat seat, String driver, String text) {
        notices.link(driver, text);
    }

    /** Once a second: metrics, and another try for lanes that could get no port. */
    private void tick() {
        try {
            traffic.publish(counters);
            if (current == null && !seats.isEmpty() && !table.usable().isEmpty()) {
                elect("it opens ports again");
            }
            seats.forEach(this::connect);
        } catch (StorageException failed) {
            LOG.warn("{}", failed.getMessage()); // Thrown further, it would end the ticking.
        }
    }

    private void publish() {
        picture = new Picture(current, reason, table.statuses(current));
    }

    /** Closes all ports and ends the thread. */
    @Override
    public void close() {
        var unused = post(() -> new Move(seats(), settings).toNothing());
        thread.shutdown();
        try {
            if (!thread.awaitTermination(
                    settings.drainTimeoutMs() + 1_000, TimeUnit.MILLISECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            thread.shutdownNow();
        }
    }
}
