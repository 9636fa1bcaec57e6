package io.heddle.fusehost;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;

class OpenNodesTest {
    @Test
    void shouldCountLikeAMap() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        var random = new Random(seed);
        var table = new OpenNodes();
        Map<Long, Integer> model = new HashMap<>();
        long handles = 0;
        for (int i = 0; i < 200_000; i++) {
            long node = (long) random.nextInt(16) << 50 | random.nextInt(200);
            if (random.nextInt(100) < (i / 20_000 % 2 == 0 ? 70 : 30)) {
                table.opened(node);
                model.merge(node, 1, Integer::sum);
                handles++;
            } else {
                boolean last = model.getOrDefault(node, 0) == 1;
                handles -= model.containsKey(node) ? 1 : 0;
                model.computeIfPresent(node, (key, count) -> count == 1 ? null : count - 1);
                assertEquals(last, table.released(node) >= 0, "at " + i);
            }
            assertEquals(model.getOrDefault(node, 0), table.count(node), "at " + i);
        }
        assertEquals(handles, table.handles());
        model.forEach((node, count) -> assertEquals(count, table.count(node)));
    }

    @Test
    void shouldKeepMarksUntilTheLastRelease() {
        var table = new OpenNodes();
        table.mark(5, OpenNodes.ANNOUNCED);
        assertEquals(0, table.flags(5));
        table.opened(5);
        table.opened(5);
        table.mark(5, OpenNodes.ANNOUNCED);
        assertEquals(-1, table.released(5));
        assertEquals(OpenNodes.ANNOUNCED, table.flags(5));
        assertEquals(OpenNodes.ANNOUNCED, table.released(5));
        assertEquals(0, table.flags(5));
        assertEquals(-1, table.released(5));
    }
}
