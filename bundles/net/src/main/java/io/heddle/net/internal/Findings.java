package io.heddle.net.internal;

import io.heddle.net.LedgerFinding;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** How often each violation was found, with the first example. */
final class Findings {
    private final Map<Violation, Long> counts = new EnumMap<>(Violation.class);
    private final Map<Violation, String> examples = new EnumMap<>(Violation.class);

    void add(Violation violation, String example) {
        add(violation, 1, example);
    }

    void add(Violation violation, long times, String example) {
        counts.merge(violation, times, Long::sum);
        examples.putIfAbsent(violation, example);
    }

    long count(Violation violation) {
        return counts.getOrDefault(violation, 0L);
    }

    /** Errors come first, as they are declared. */
    List<LedgerFinding> list() {
        var list = new ArrayList<LedgerFinding>();
        counts.forEach((violation, count) -> list.add(new LedgerFinding(
                violation.kind(),
                violation.isError(),
                count,
                examples.getOrDefault(violation, ""))));
        return list;
    }
}
