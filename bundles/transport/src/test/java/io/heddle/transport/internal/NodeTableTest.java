package io.heddle.transport.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.util.HashMap;
import java.util.SplittableRandom;

class NodeTableTest {
    @Test
    void shouldAgreeWithAMap() {
        var random = new SplittableRandom(5);
        var table = new NodeTable<String>();
        var map = new HashMap<Integer, String>();
        for (int i = 0; i < 20_000; i++) {
            int node = random.nextInt(300) * (random.nextBoolean() ? 1 : 65_536);
            switch (random.nextInt(3)) {
                case 0 -> {
                    table.put(node, "v" + i);
                    map.put(node, "v" + i);
                }
                case 1 -> {
                    table.remove(node);
                    map.remove(node);
                }
                default -> assertEquals(map.get(node), table.get(node));
            }
        }
        int count = 0;
        for (int place = 0; place < table.places(); place++) {
            count += table.at(place) == null ? 0 : 1;
        }
        assertEquals(map.size(), count);
    }
}
