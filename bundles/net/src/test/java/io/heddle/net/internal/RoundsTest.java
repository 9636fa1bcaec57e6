package io.heddle.net.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.net.NetPort;
import io.heddle.net.internal.PluggedPort.Plug;
import io.heddle.runtime.StorageException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/** Proves that a loop goes on working while its lanes are asked something that takes long. */
class RoundsTest {
    private static final long SOON_NS = 60_000_000_000L;
    private static final int LANES = 4;

    private final ThreadLoop loop = new ThreadLoop("loop-0");
    private final ThreadLoop other = new ThreadLoop("loop-1");
    private final List<String> order = new CopyOnWriteArrayList<>();

    @AfterEach
    void end() {
        loop.close();
        other.close();
    }

    private Seat seat(String name, ThreadLoop of) {
        return new Seat(
                name, 0, of, new FakeUser(), new TrafficBook(), nic -> new Plug(), new Deaf());
    }

    private List<Seat> seats() {
        var seats = new ArrayList<Seat>();
        for (int index = 0; index < LANES; index++) {
            seats.add(seat("lane " + index, loop));
        }
        return seats;
    }

    private int open(Seat seat) {
        order.add("open");
        assertTrue(seat.loop().post(() -> order.add("work")));
        return 1;
    }

    private void awaitAll() {
        long deadline = System.nanoTime() + SOON_NS;
        while (order.size() < 2 * LANES && System.nanoTime() < deadline) {
            LockSupport.parkNanos(100_000);
        }
    }

    @Test
    void shouldLetALoopWorkBetweenItsLanes() {
        var answers = Rounds.<Integer>askInTurn(seats(), 60_000, seat -> () -> open(seat));
        awaitAll();
        assertEquals(
                List.of("open", "work", "open", "work", "open", "work", "open", "work"), order);
        assertEquals(LANES, answers.given().size());
    }

    @Test
    void shouldAskAllAtOnceWhereThatIsQuick() throws InterruptedException {
        List<Seat> seats = seats();
        var asked = new ArrayList<Rounds.Answers<Integer>>();
        Thread asker = new Thread(
                () -> asked.add(Rounds.<Integer>ask(seats, 60_000, seat -> () -> open(seat))));
        // All questions are there before the loop comes to the first one.
        assertTrue(loop.post(() -> LockSupport.parkNanos(200_000_000)));
        asker.start();
        asker.join();
        awaitAll();
        assertEquals(
                List.of("open", "open", "open", "open", "work", "work", "work", "work"), order);
        assertEquals(LANES, asked.getFirst().given().size());
    }

    @Test
    void shouldGoOnWithTheOthersWhereOneFails() {
        List<Seat> seats = seats();
        seats.add(seat("elsewhere", other));
        var answers = Rounds.<Integer>askInTurn(seats, 60_000, seat -> () -> {
            if (seat.name().equals("lane 1")) {
                throw new StorageException(5, "It is broken; repair it.");
            }
            return 1;
        });
        assertEquals(LANES, answers.given().size());
        assertEquals(1, answers.failures().size());
        assertEquals("It is broken; repair it.", answers.failures().getFirst().getMessage());
    }

    private static final class Deaf implements Seat.Reports {
        @Override
        public void lost(Seat seat, int slot, NetPort port, String why) {}

        @Override
        public void concern(
                Seat seat, String driver, String text, String evidence, String remedy) {}

        @Override
        public void link(Seat seat, String driver, String text) {}

        @Override
        public void withdrawn(Seat seat) {}
    }
}
