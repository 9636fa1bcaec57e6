package io.heddle.meta.internal;

import io.heddle.net.Evidence;
import io.heddle.net.EvidenceLog;
import io.heddle.net.Sight;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** At how many places of the journals each request lies, by the records of all servers. */
final class JournaledRequests implements Evidence {
    private static final int CAPACITY = 1 << 14;

    private final Map<Long, Long> requests = new HashMap<>();
    private final Map<Integer, Long> committed = new HashMap<>();

    static void open(List<MetaServer> servers) {
        servers.forEach(server -> server.journals().open(new EvidenceLog(CAPACITY)));
    }

    /** How often each request number was executed; for a single client. */
    static Map<Long, Integer> close(List<MetaServer> servers) {
        var journaled = new JournaledRequests();
        servers.forEach(server -> server.closeJournals().tell(journaled));
        var times = new TreeMap<Long, Integer>();
        journaled.requests.forEach((place, request) -> {
            if (place <= journaled.committed.getOrDefault(Sight.bucket(place), -1L)) {
                times.merge(request, 1, Integer::sum);
            }
        });
        return times;
    }

    @Override
    public void seen(
            Sight what,
            long client,
            long number,
            long timeNs,
            int path,
            int peer,
            int value,
            long place) {
        if (what == Sight.JOURNALED && client != 0) {
            requests.put(place, number);
        } else if (what == Sight.COMMITTED) {
            committed.merge(Sight.bucket(place), place, Math::max);
        }
    }

    @Override
    public void missed(long sights) {
        throw new AssertionError(sights + " records did not fit");
    }
}
