package io.heddle.bench.net;

import io.heddle.bench.transport.Measure;

import java.util.ArrayList;
import java.util.List;

/** Every row of the benchmark, in its order: add yours here. */
public final class NetMeasures {
    private NetMeasures() {}

    public static List<Measure> all() {
        var all = new ArrayList<Measure>();
        for (int bytes : List.of(1_400, 8_192)) {
            for (Wiring.Link link : Wiring.Link.values()) {
                all.add(new PacketsMeasure(link, bytes));
            }
            all.add(new ForwardMeasure(Wiring.Link.MEMIF, bytes));
        }
        all.add(new RttMeasure(Wiring.Link.AF_PACKET));
        all.add(new RttMeasure(Wiring.Link.MEMIF));
        for (Wiring.Link link : List.of(Wiring.Link.MEMIF, Wiring.Link.AF_PACKET)) {
            all.add(new TransportEchoMeasure(link, true));
            all.add(new TransportEchoMeasure(link, false));
        }
        return all;
    }
}
