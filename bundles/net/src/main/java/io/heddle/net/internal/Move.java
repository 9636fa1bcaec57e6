package io.heddle.net.internal;

import io.heddle.net.SwapEvidence;
import io.heddle.runtime.StorageException;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Make before break for a set of lanes: all new ports open or none does, then traffic moves, old
 * ports drain on all lanes, and only then the first of them closes, since a peer in this process may
 * still be sending to it.
 */
final class Move {
    private static final Logger LOG = LoggerFactory.getLogger(Move.class);

    /** Opening takes milliseconds, but a loop that recovers a drive first may take long. */
    private static final long OPEN_MS = 60_000;

    private final List<Seat> seats;
    private final List<NicSpec> nics;
    private final Settings settings;

    Move(List<Seat> seats, List<NicSpec> nics, Settings settings) {
        this.seats = seats;
        this.nics = nics;
        this.settings = settings;
    }

    /**
     * Moves all lanes with all NICs to a driver: at once where the slots allow it, else one NIC after
     * the other.
     *
     * @param must the NICs without which it must not be done; of the others one has to open, too
     * @param back whose ports the lanes have now, to return to if a NIC fails halfway; or null
     * @return whether every old port was drained within the bound
     * @throws StorageException the driver could not open what it must; nothing has changed
     */
    boolean to(DriverEntry entry, Set<NicSpec> must, @Nullable DriverEntry back) {
        if (seats.stream().allMatch(seat -> seat.held() + nics.size() <= Seat.SLOTS)) {
            return step(entry, nics, must);
        }
        var moved = new ArrayList<NicSpec>();
        StorageException first = null;
        boolean drained = true;
        for (NicSpec nic : nics) {
            try {
                drained &= step(entry, List.of(nic), must);
                moved.add(nic);
            } catch (StorageException refused) {
                first = first == null ? refused : first;
                if (must.contains(nic)) {
                    undo(moved, back);
                    throw refused;
                }
            }
        }
        if (first != null && moved.isEmpty()) {
            throw first;
        }
        // What did not open there must not stay with the old driver, which may be about to go.
        boolean rest = drain(seat -> seat.drain(List.of(), seat.notOf(entry.id()), drainNs()));
        return drained && rest;
    }

    private boolean step(DriverEntry entry, List<NicSpec> wanted, Set<NicSpec> must) {
        var opened = Rounds.<Seat.Opening>askInTurn(
                seats, OPEN_MS, seat -> () -> seat.open(entry, wanted, settings));
        StorageException refused = refusal(opened, must);
        if (refused != null) {
            discard(opened.given());
            throw refused;
        }
        return drain(seat -> seat.moveTo(opening(opened.given(), seat), wanted, drainNs()));
    }

    private static @Nullable StorageException refusal(
            Rounds.Answers<Seat.Opening> opened, Set<NicSpec> must) {
        if (!opened.failures().isEmpty()) {
            return opened.failures().getFirst();
        }
        for (Seat.Opening one : opened.given().values()) {
            for (Map.Entry<NicSpec, StorageException> failed : one.failed().entrySet()) {
                if (must.contains(failed.getKey()) || one.slots().isEmpty()) {
                    return failed.getValue();
                }
            }
        }
        return null;
    }

    private void undo(List<NicSpec> moved, @Nullable DriverEntry back) {
        if (back == null) {
            return;
        }
        for (NicSpec nic : moved) {
            try {
                step(back, List.of(nic), Set.of());
            } catch (StorageException stuck) {
                LOG.warn("{} stays with the other driver: {}", nic.name(), stuck.getMessage());
            }
        }
    }

    /**
     * Adds a port of one NIC to every lane, or to none.
     *
     * @param drivers by which driver each lane goes; a lane without one gets no port
     */
    void join(NicSpec nic, Function<Seat, @Nullable DriverEntry> drivers) {
        var opened = opened(nic, drivers);
        StorageException refused = refusal(opened, Set.of(nic));
        if (refused != null) {
            discard(opened.given());
            throw refused;
        }
        use(opened.given());
    }

    /** As {@link #join}, but each lane for itself: why some got none. */
    List<StorageException> joinEach(NicSpec nic, Function<Seat, @Nullable DriverEntry> drivers) {
        var opened = opened(nic, drivers);
        use(opened.given());
        var failures = new ArrayList<>(opened.failures());
        opened.given().values().forEach(one -> failures.addAll(one.failed().values()));
        return failures;
    }

    private Rounds.Answers<Seat.Opening> opened(
            NicSpec nic, Function<Seat, @Nullable DriverEntry> drivers) {
        return Rounds.askInTurn(seats, OPEN_MS, seat -> () -> {
            DriverEntry entry = drivers.apply(seat);
            return entry == null ? Seat.Opening.NONE : seat.open(entry, List.of(nic), settings);
        });
    }

    private void use(Map<Seat, Seat.Opening> opened) {
        Rounds.<Boolean>ask(List.copyOf(opened.keySet()), OPEN_MS, seat -> () -> {
            seat.use(opening(opened, seat));
            return true;
        });
    }

    /** Drains and closes the ports of these NICs; whether all were drained within the bound. */
    boolean leave() {
        return drain(seat -> seat.drain(List.of(), nics, drainNs()));
    }

    /** Lets lanes drain ports, and closes these when all are drained or the bound has passed. */
    private boolean drain(Function<Seat, CompletableFuture<Boolean>> begin) {
        var drained = Rounds.<Boolean>askLater(
                seats, settings.drainTimeoutMs() + 1_000, seat -> () -> begin.apply(seat));
        var closed = Rounds.<Boolean>askInTurn(seats, OPEN_MS, seat -> () -> {
            seat.closeOld();
            return true;
        });
        drained.failures().forEach(late -> LOG.warn("{}", late.getMessage()));
        closed.failures().forEach(late -> LOG.warn("{}", late.getMessage()));
        return drained.failures().isEmpty() && !drained.given().containsValue(false);
    }

    /** Closes every port of the lanes: no driver is left. */
    static void toNothing(List<Seat> seats) {
        var closed = Rounds.<Boolean>ask(seats, OPEN_MS, seat -> () -> {
            seat.closeAll();
            return true;
        });
        closed.failures().forEach(late -> LOG.warn("{}", late.getMessage()));
    }

    /** The running totals of all lanes. */
    static Map<Seat, SwapEvidence> evidence(List<Seat> seats) {
        return Rounds.<SwapEvidence>ask(seats, OPEN_MS, seat -> seat::evidence).given();
    }

    private void discard(Map<Seat, Seat.Opening> opened) {
        Rounds.<Boolean>ask(List.copyOf(opened.keySet()), OPEN_MS, seat -> () -> {
            seat.discard(opening(opened, seat));
            return true;
        });
    }

    private long drainNs() {
        return settings.drainTimeoutMs() * 1_000_000L;
    }

    private static Seat.Opening opening(Map<Seat, Seat.Opening> opened, Seat seat) {
        return opened.getOrDefault(seat, Seat.Opening.NONE);
    }
}
