package io.heddle.bench.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.util.HashSet;

/** Every link carries what it is told to, and leaves nothing behind. */
class PacketPairTest {
    private static final double SECONDS = 0.2;

    private static void skip(@Nullable String obstacle) {
        if (obstacle != null) {
            System.out.println("SKIPPED: " + obstacle);
            Assumptions.abort(obstacle);
        }
    }

    @ParameterizedTest
    @EnumSource(Wiring.Link.class)
    void shouldSendOneWayAndBack(Wiring.Link link) throws IOException, InterruptedException {
        skip(Obstacles.of(link));
        for (var load : new PacketPair.Load[] {
            PacketPair.Load.oneWay(1_400, 44, 256),
            PacketPair.Load.oneWay(8_192, 1, 256),
            PacketPair.Load.forward(1_400, 256),
            PacketPair.Load.ping(64)
        }) {
            try (PacketPair pair = PacketPair.start(link, load)) {
                for (int run = 0; run < 2; run++) {
                    Flow flow = pair.run(SECONDS);
                    assertTrue(flow.packets() > 0 && flow.cpuNs() > 0, load + " " + flow);
                }
                if (load.client().contains("ping")) {
                    assertTrue(pair.last().number("p50Ns") > 0, pair.last()::toString);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Wiring.Link.class,
            names = {"AF_PACKET", "MEMIF"})
    void shouldRunTestpmdOnTheSameLink(Wiring.Link link) throws IOException, InterruptedException {
        skip(Obstacles.ofTestpmd(link));
        try (var oneWay = TestpmdPair.start(link, 8_192, "txonly", "rxonly")) {
            assertTrue(oneWay.run(SECONDS).packets() > 0);
            assertTrue(oneWay.run(SECONDS).cpuNs() > 0);
        }
    }

    @Test
    void shouldNameEachMeasureOnce() {
        var names = new HashSet<String>();
        NetMeasures.all().forEach(measure -> assertTrue(names.add(measure.name())));
        assertEquals(16, names.size());
    }
}
