package io.heddle.net;

import io.heddle.net.spi.ProbeResult;
import io.heddle.net.spi.Reason;

import java.util.List;

/** Orders the drivers; the planner registers one. Without it {@code service.ranking} decides. */
public interface DriverRanking {
    /**
     * A driver that is here, with what it said about this machine.
     *
     * @param family the service property of that name: "udp" where the kernel carries the data
     */
    record Candidate(
            String name,
            String family,
            String bundle,
            String version,
            int serviceRanking,
            ProbeResult probe) {}

    /**
     * Where a driver stands.
     *
     * @param because one line for people: why it would be chosen
     * @param against the rules that refuse it; empty if it may serve
     */
    record Place(String driver, String because, List<Reason> against) {
        public Place {
            against = List.copyOf(against);
        }
    }

    /**
     * A place for each candidate, the best first; a candidate without one must not serve. Called on
     * the switchboard's thread, so it neither waits nor calls the switchboard.
     */
    List<Place> rank(List<Candidate> candidates);

    /**
     * Whether the loops of data have processors for themselves (performance mode, S27), so that their
     * ports may poll; else they sleep until a packet arrives, where the device can.
     */
    default boolean dedicatesProcessors() {
        return false;
    }
}
