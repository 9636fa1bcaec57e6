package io.heddle.runtime;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** All counters of a process. Making one is rare and locks; counting is plain memory. */
public final class Counters {
    private final ConcurrentSkipListMap<String, Counter> byName = new ConcurrentSkipListMap<>();

    /**
     * The counter of a name; made when absent.
     *
     * @param name Prometheus name with labels: {@code heddle_x_total{server="3"}}
     */
    public Counter counter(String name) {
        return byName.computeIfAbsent(name, Counter::new);
    }

    /** The counter of a name, or null if nobody has made it. */
    public @Nullable Counter find(String name) {
        return byName.get(name);
    }

    /** A copy of all values by name. */
    public Map<String, Long> values() {
        var copy = new TreeMap<String, Long>();
        byName.forEach((name, counter) -> copy.put(name, counter.value()));
        return copy;
    }
}
