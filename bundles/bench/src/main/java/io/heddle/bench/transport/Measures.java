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
        return all;
    }
}
