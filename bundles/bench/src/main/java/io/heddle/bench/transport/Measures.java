package io.heddle.bench.transport;

import java.util.ArrayList;
import java.util.List;

/** Every row of the benchmark, in its order: add yours here. */
public final class Measures {
    private Measures() {}

    public static List<Measure> all() {
        var all = new ArrayList<Measure>();
        for (EchoMeasure.Link link : EchoMeasure.Link.values()) {
            for (int bytes : List.of(64, 1024, 4096)) {
                all.add(new EchoMeasure(link, bytes));
            }
        }
        for (boolean spinning : List.of(true, false)) {
            for (int bytes : List.of(64, 4096)) {
                all.add(new DepthMeasure(bytes, spinning));
            }
        }
        all.add(new BulkMeasure(1400, false, true));
        all.add(new BulkMeasure(8900, false, false));
        all.add(new BulkMeasure(1400, true, false));
        all.add(new BulkMeasure(8900, true, false));
        all.add(new LossMeasure(1, 0.9));
        all.add(new LossMeasure(10, 0.6));
        all.add(new LossMeasure(50, 0.25));
        all.add(new CutMeasure());
        all.add(new SwapMeasure(1_000));
        all.add(new ForgedMeasure(5_000_000));
        all.add(new FloodMeasure(20_000));
        all.add(new FloodMeasure(100_000));
        all.add(new SeedsMeasure(20));
        return all;
    }
}
