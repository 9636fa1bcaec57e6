package io.heddle.net.internal;

import io.heddle.net.Sight;

import java.util.HashMap;
import java.util.Map;

/**
 * The journals of all buckets as their witnesses saw them grow: which record lies where, and how far
 * all replicas have them durable. A record of a newer epoch voids an older one at its place.
 */
final class Journals {
    private record Entry(long client, long number, int epoch, long timeNs) {
        boolean is(Entry other) {
            return client == other.client && number == other.number;
        }
    }

    /** Told each record that counts. */
    interface Reader {
        void executed(long client, long number, long timeNs);
    }

    private final Map<Long, Entry> entries = new HashMap<>();
    private final Map<Integer, Long> committed = new HashMap<>();
    private int differing;
    private String example = "";

    void append(long place, long client, long number, int epoch, long timeNs) {
        var entry = new Entry(client, number, epoch, timeNs);
        Entry old = entries.get(place);
        if (old == null || epoch > old.epoch) {
            entries.put(place, entry);
        } else if (epoch == old.epoch && !entry.is(old)) {
            differing++;
            example =
                    "bucket %d has client %016x request %d and client %016x request %d at one place"
                            .formatted(Sight.bucket(place), old.client, old.number, client, number);
        } else if (epoch == old.epoch && timeNs < old.timeNs) {
            entries.put(place, entry);
        }
    }

    void committed(long place) {
        committed.merge(Sight.bucket(place), place, Math::max);
    }

    /** Places where replicas differ. */
    int differing() {
        return differing;
    }

    String example() {
        return example;
    }

    /** Gives what a client asked for and what no crash can take back. */
    void read(Reader to) {
        entries.forEach((place, entry) -> {
            boolean safe = place <= committed.getOrDefault(Sight.bucket(place), -1L);
            if (safe && entry.client != 0) {
                to.executed(entry.client, entry.number, entry.timeNs);
            }
        });
    }
}
