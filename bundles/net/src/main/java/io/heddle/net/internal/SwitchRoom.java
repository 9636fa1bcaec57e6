package io.heddle.net.internal;

import io.heddle.hardware.Inventory;
import io.heddle.net.DriverRanking;
import io.heddle.net.DriverStatus;
import io.heddle.net.LaneUser;
import io.heddle.net.Ledger;
import io.heddle.net.NetPort;
import io.heddle.net.spi.ProbeResult;
import io.heddle.runtime.Counters;
import io.heddle.runtime.Events;
import io.heddle.runtime.Loop;
import io.heddle.runtime.StorageException;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Decides which driver serves. One thread of its own does everything that decides or waits, one thing
 * after the other, so no lock is ever held while a loop, SCR or a caller is waited for.
 */
final class SwitchRoom implements Seat.Reports, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SwitchRoom.class);

    private static final int ENOENT = 2;
    private static final long TICK_MS = 1_000;
    private static final String COMING = "the drivers are still coming";
    private static final String CHOSEN = "an operator chose it";

    /** What everybody may see without asking the thread. */
    record Picture(@Nullable DriverEntry current, String reason, List<DriverStatus> drivers) {}

    private final DecisionThread thread = new DecisionThread();
    private final Supplier<Inventory> inventory;
    private final Notices notices;
    private final Counters counters;
    private final TrafficBook traffic = new TrafficBook();
    private final LedgerRecorder recorder = new LedgerRecorder(traffic);
    private final LedgerBook ledgers;
    private final DriverTable table;
    private final DataNics nics;
    private final Preference preference;
    private final Phase phase;
    private final CopyOnWriteArrayList<Seat> seats = new CopyOnWriteArrayList<>();
    private final DriverCalls calls = new DriverCalls();
    private boolean settled;
    private long firstArrivalNs = -1;
    private volatile Settings settings;
    private volatile boolean dedicated;
    private volatile Picture picture = new Picture(null, COMING, List.of());
    private @Nullable DriverEntry current;

    /** Better drivers that were here when an operator chose another: no advice about these. */
    private Set<String> passedOver = Set.of();

    /** Lanes so far; each takes the next address of a NIC. */
    private final AtomicInteger lanes = new AtomicInteger();

    /** Why the current driver serves, where its rank is not the reason. */
    private @Nullable String special = COMING;

    SwitchRoom(
            Settings settings,
            Supplier<Inventory> inventory,
            Events events,
            Counters counters,
            NicFacts facts,
            Phase phase) {
        this.settings = settings;
        this.inventory = inventory;
        this.counters = counters;
        this.phase = phase;
        notices = new Notices(events, phase);
        ledgers = new LedgerBook(notices, counters);
        table = new DriverTable(notices);
        preference = new Preference(notices);
        nics = new DataNics(
                facts,
                new NicNotices(events),
                traffic,
                this::seats,
                this::settings,
                seat -> table.get(seat.activeDriver()));
    }

    /** Begins to look after lanes once a second. */
    void start() {
        thread.every(TICK_MS, this::tick);
    }

    void settings(Settings changed) {
        settings = changed;
        var unused = post(nics::configured);
    }

    Settings settings() {
        return settings.dedicated(dedicated);
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
        var unused = post(() -> {
            table.ranking(by);
            dedicated = table.dedicatesProcessors();
            publish();
            review(by == null ? "the planner left" : "the planner ranks the drivers");
        });
    }

    /** The data folder is known; any thread. */
    void home(Path folder) {
        nics.home(folder); // At once: who asks for NICs must not see those of a fresh start.
        var unused = post(() -> {
            preference.home(folder);
            review("the data folder is known");
        });
    }

    /** The container or the settings may be ready for another driver; any thread. */
    void look() {
        var unused = post(() -> review("the container or the settings changed"));
    }

    /** Something that drivers or rules look at has changed; any thread. */
    void reconsider(String why) {
        var unused = post(() -> {
            notices.changed(why);
            Inventory now = inventory.get();
            table.probeAgain(entry -> calls.probe(entry, now));
            dedicated = table.dedicatesProcessors();
            publish();
            review(why);
        });
    }

    List<Seat> seats() {
        return List.copyOf(seats);
    }

    LedgerBook ledgers() {
        return ledgers;
    }

    DataNics nics() {
        return nics;
    }

    /** An operator's change of NICs; the future fails as it does. */
    Future<?> change(Consumer<DataNics> change) {
        return post(() -> change.accept(nics));
    }

    /** A drill: the ports of a NIC are dead for a while. */
    Future<?> unplug(String name, long seconds) {
        return post(() -> thread.after(1_000 * seconds, nics.unplug(name, seconds)));
    }

    private Future<?> post(Runnable action) {
        return thread.post(action);
    }

    /** A driver came; any thread, does not wait. */
    Future<?> arrived(DriverEntry unprobed) {
        return post(() -> {
            DriverEntry entry = calls.probe(unprobed, inventory.get());
            firstArrivalNs = firstArrivalNs < 0 ? System.nanoTime() : firstArrivalNs;
            table.add(entry);
            notices.arrived(entry);
            publish();
            review(entry.name() + " " + entry.version() + " came");
        });
    }

    /** After any change: whether another driver should serve, and whether to ask people first. */
    private void review(String why) {
        DriverEntry now = current;
        List<DriverEntry> usable = table.usable();
        if (now == null) {
            if (settled()) {
                // Behind what is queued: other drivers may have come meanwhile.
                var unused = post(() -> {
                    if (current == null && !table.usable().isEmpty()) {
                        elect(null);
                    }
                });
            }
            return;
        }
        DriverEntry wanted = table.usable(preference.name());
        if (wanted != null && !preference.is(now)) {
            change(wanted, preference.byOperator() ? CHOSEN : "it is back", 3_000);
        } else if (usable.isEmpty() || table.position(now.id()) == 0) {
            notices.best();
        } else if ((settings.autoSwap() || starting()) && !preference.byOperator()) {
            DriverEntry best = usable.getFirst();
            if (change(best, "it ranks above " + now.name(), 3_000)) {
                preference.automatic(best.name());
            }
        } else {
            DriverEntry best = usable.getFirst();
            if (!passedOver.contains(best.name())) {
                notices.better(best.name(), now.name(), why, table.because(best));
            }
        }
        announceFallback();
    }

    /** Whether the drivers of this start have all had the time to come, so that one can be chosen. */
    private boolean settled() {
        settled = settled || phase.isStarted() || firstArrivalNs >= 0 && !starting();
        return settled;
    }

    /** Whether the first driver came so lately that others of the same start may still come. */
    private boolean starting() {
        return System.nanoTime() - firstArrivalNs < settings.graceMs() * 1_000_000L;
    }

    /** A driver goes; any thread. The future is done when none of its ports is open any more. */
    Future<?> left(long id) {
        return post(() -> {
            DriverEntry entry = table.remove(id);
            if (entry == null) {
                return;
            }
            calls.left(id);
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
            review(entry.name() + " left");
        });
    }

    /** Lanes that had to take the driver that goes, because the current one failed them. */
    private void rejoin(DriverEntry now, long id) {
        var orphans = new ArrayList<>(seats);
        orphans.removeIf(seat -> seat.activeDriver() != id);
        if (!orphans.isEmpty() && !tryMove(orphans, now, Set.of())) {
            Move.toNothing(orphans);
        }
    }

    /** Tries the usable drivers, the preferred one first, until one serves all lanes. */
    private void elect(@Nullable String why) {
        for (DriverEntry candidate : preference.order(table.usable())) {
            boolean chosen = preference.byOperator() && preference.is(candidate);
            if (change(candidate, chosen ? CHOSEN : why, 0)) {
                if (preference.name() == null) {
                    preference.automatic(candidate.name());
                }
                return;
            }
        }
        Move.toNothing(seats());
        current = null;
        special = "no usable driver is here";
        notices.none();
        publish();
    }

    /** Moves all lanes to a driver, with a ledger when there was one before. */
    private boolean change(DriverEntry entry, @Nullable String why, long ledgerWaitMs) {
        String from = busyDriver();
        LedgerRecorder.Recording recording =
                from.equals("none") ? null : recorder.begin(seats(), ledgerWaitMs);
        // Of a driver that is there still, no NIC that works is given up for another driver.
        Set<NicSpec> must = current == null ? Set.of() : nics.healthy();
        boolean moved = tryMove(seats(), entry, must);
        if (moved) {
            chosen(entry, why);
        }
        if (recording != null) {
            // The rest of the ledger needs no decision: others must not wait for it.
            Thread.ofVirtual().name("heddle-ledger").start(() -> {
                Ledger ledger = recording.finish(from, entry.name());
                if (moved) {
                    ledgers.keep(ledger);
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

    private boolean tryMove(List<Seat> lanes, DriverEntry entry, Set<NicSpec> must) {
        try {
            move(lanes, entry, must);
            return true;
        } catch (StorageException broken) {
            notices.broken(entry.name(), String.valueOf(broken.getMessage()));
            return false;
        }
    }

    private void move(List<Seat> lanes, DriverEntry entry, Set<NicSpec> must) {
        calls.prepare(entry);
        String from = picture.current() == null ? "none" : picture.current().name();
        if (!new Move(lanes, nics.all(), settings()).to(entry, must, current)) {
            notices.late(from);
        }
        notices.works(entry.name());
    }

    /** @param why null where its rank is the reason */
    private void chosen(DriverEntry entry, @Nullable String why) {
        DriverEntry before = picture.current();
        if (before != null && !before.name().equals(entry.name())) {
            notices.unlimited(before.name());
            notices.fit(before.name());
        }
        current = entry;
        special = why;
        passedOver = CHOSEN.equals(why) ? table.above(entry.id()) : Set.of();
        publish();
        notices.chosen(entry.name(), picture.reason());
        announceFallback();
        if (table.position(entry.id()) == 0) {
            notices.best();
        }
    }

    private void announceFallback() {
        DriverEntry now = current;
        String wanted = preference.name();
        if (now == null || wanted == null || wanted.equals(now.name())) {
            notices.noFallback();
        } else {
            notices.fallback(wanted, preference.byOperator(), now.name(), table.against(wanted));
        }
    }

    /** An operator's swap: moves all lanes or throws; on any thread but a loop's, waits. */
    Future<?> swap(String name, boolean automatic) {
        return post(() -> {
            DriverEntry entry = table.named(name);
            if (entry == null) {
                throw new StorageException(
                        ENOENT,
                        "Driver " + name + " has left; `heddle net drivers` lists what is here.");
            }
            move(seats(), entry, nics.healthy());
            if (automatic) {
                preference.forget();
                preference.automatic(name);
            } else {
                preference.operator(name);
            }
            chosen(entry, automatic ? null : CHOSEN);
        });
    }

    /** A new lane; any thread, does not wait. */
    Seat attach(String name, Loop loop, LaneUser user) {
        var seat = new Seat(name, lanes.getAndIncrement(), loop, user, traffic, nics::plug, this);
        seats.add(seat);
        var unused = post(() -> connect(seat));
        return seat;
    }

    /** Gives a lane that has no port one: by the current driver, or else by any other. */
    private void connect(Seat seat) {
        DriverEntry now = current;
        if (now == null || seat.activeDriver() >= 0 || tryMove(List.of(seat), now, Set.of())) {
            return;
        }
        for (DriverEntry other : table.usable()) {
            if (other.id() != now.id() && tryMove(List.of(seat), other, Set.of())) {
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
            nics.look();
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
            notices.traffic(traffic.totals(), System.nanoTime());
            if (current == null && !seats.isEmpty() && settled()) {
                if (table.usable().isEmpty()) {
                    notices.none();
                } else {
                    elect(null);
                }
            }
            seats.forEach(this::connect);
            nics.look();
            calls.release(used(), notices);
        } catch (StorageException failed) {
            LOG.warn("{}", failed.getMessage()); // Thrown further, it would end the ticking.
        }
    }

    /** The drivers with a port, and the one that the next lane gets a port of. */
    private Set<Long> used() {
        var used = new HashSet<Long>();
        seats.forEach(seat -> used.addAll(seat.drivers()));
        DriverEntry now = current;
        if (now != null) {
            used.add(now.id());
        }
        return used;
    }

    private void publish() {
        DriverEntry now = current == null ? null : table.get(current.id());
        current = now;
        String because = special != null || now == null ? special : table.because(now);
        picture = new Picture(now, because == null ? COMING : because, table.statuses(now));
        if (now == null) {
            return;
        }
        if (table.verdict(now) instanceof ProbeResult.Unusable unusable) {
            notices.unfit(now.name(), unusable.reasons().getFirst().sentence());
        } else {
            notices.fit(now.name());
        }
    }

    /** Closes all ports and ends the thread. */
    @Override
    public void close() {
        var unused = post(() -> Move.toNothing(seats()));
        thread.close(settings.drainTimeoutMs() + 1_000);
    }
}
