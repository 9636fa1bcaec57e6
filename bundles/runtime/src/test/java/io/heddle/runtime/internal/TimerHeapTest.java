package io.heddle.runtime.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.runtime.Timer;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

class TimerHeapTest {
    private record Armed(int number, long deadlineNs, long order) {}

    private final TimerHeap heap = new TimerHeap(new LoopThread());

    @Test
    void shouldAgreeWithASortedListOnRandomUse() {
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            List<Integer> expired = new ArrayList<>();
            List<Timer> timers = new ArrayList<>();
            List<Armed> model = new ArrayList<>();
            for (int number = 0; number < 100; number++) {
                int own = number;
                timers.add(heap.timer(() -> expired.add(own)));
            }
            long now = 0;
            for (int step = 0; step < 500; step++) {
                int number = random.nextInt(timers.size());
                model.removeIf(armed -> armed.number == number);
                if (random.nextInt(4) == 0) {
                    timers.get(number).cancel();
                } else {
                    long deadline = now + random.nextInt(50);
                    timers.get(number).startAt(deadline);
                    model.add(new Armed(number, deadline, step));
                }
                if (random.nextInt(5) == 0) {
                    now += random.nextInt(20);
                    long limit = now;
                    List<Integer> due = model.stream()
                            .filter(armed -> armed.deadlineNs <= limit)
                            .sorted(Comparator.comparingLong(Armed::deadlineNs)
                                    .thenComparingLong(Armed::order))
                            .map(Armed::number)
                            .toList();
                    model.removeIf(armed -> armed.deadlineNs <= limit);
                    assertEquals(due.size(), heap.expire(now, Runnable::run), "seed " + seed);
                    assertEquals(due, expired, "seed " + seed);
                    expired.clear();
                }
            }
            timers.forEach(Timer::cancel);
            assertEquals(TimerHeap.NEVER, heap.nextDeadlineNs(), "seed " + seed);
        }
    }

    @Test
    void shouldNotExpireATimerTwiceInOneCall() {
        int[] count = new int[1];
        Timer[] timer = new Timer[1];
        timer[0] = heap.timer(() -> {
            assertFalse(timer[0].isArmed());
            count[0]++;
            timer[0].startAt(0);
        });
        timer[0].startAt(0);
        assertEquals(1, heap.expire(10, Runnable::run));
        assertEquals(1, count[0]);
        assertTrue(timer[0].isArmed());
    }
}
