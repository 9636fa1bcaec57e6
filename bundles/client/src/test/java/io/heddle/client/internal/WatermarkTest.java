package io.heddle.client.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.util.Random;
import java.util.TreeSet;

class WatermarkTest {
    @Test
    void shouldBeTheLowestUnansweredNumberHoweverFarOthersRunAhead() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        var random = new Random(seed);
        var watermark = new Watermark();
        var open = new TreeSet<Long>();
        long stuck = watermark.begin();
        open.add(stuck);
        for (int i = 0; i < 100_000; i++) {
            if (open.size() < 2 || open.size() < 300 && random.nextBoolean()) {
                open.add(watermark.begin());
            } else {
                Long number = open.ceiling(open.first() + 1 + random.nextInt(200));
                number = number == null ? open.last() : number;
                if (number == stuck && i < 60_000) {
                    continue;
                }
                open.remove(number);
                watermark.end(number);
            }
            assertEquals(open.isEmpty() ? watermark.next() : open.first(), watermark.lowest());
        }
    }
}
