package io.heddle.net.internal;

import io.heddle.net.SwapEvidence;
import io.heddle.runtime.StorageException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.Map;

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
    private final Settings settings;

    Move(List<Seat> seats, Settings settings) {
        this.seats = seats;
        this.settings = settings;
    }

    /**
     * Moves all lanes to a driver.
     *
     * @return whether every old port was drained within the bound
     * @throws StorageException the driver could not open a port for each lane; nothing has changed
     */
    boolean to(DriverEntry entry) {
        var opened = Rounds.<Integer>ask(seats, OPEN_MS, seat -> () -> seat.open(entry, settings));
        if (!opened.failures().isEmpty()) {
            discard(opened.given());
            throw opened.failures().getFirst();
        }
        long drainNs = settings.drainTimeoutMs() * 1_000_000L;
        var drained = Rounds.<Boolean>askLater(
                seats,
                settings.drainTimeoutMs() + 1_000,
                seat -> () -> seat.moveTo(slot(opened.given(), seat), drainNs));
        var closed = Rounds.<Boolean>ask(seats, OPEN_MS, seat -> () -> {
            seat.closeOld();
            return true;
        });
        drained.failures().forEach(late -> LOG.warn("{}", late.getMessage()));
        closed.failures().forEach(late -> LOG.warn("{}", late.getMessage()));
        return drained.failures().isEmpty() && !drained.given().containsValue(false);
    }

    /** Closes every port of the lanes: no driver is left. */
    void toNothing() {
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

    private void discard(Map<Seat, Integer> opened) {
        Rounds.<Boolean>ask(List.copyOf(opened.keySet()), OPEN_MS, seat -> () -> {
            seat.discard(slot(opened, seat));
            return true;
        });
    }

    private static int slot(Map<Seat, Integer> opened, Seat seat) {
        Integer slot = opened.get(seat);
        return slot == null ? -1 : slot;
    }
}
