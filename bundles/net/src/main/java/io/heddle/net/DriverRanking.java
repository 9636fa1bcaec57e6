package io.heddle.net;

import io.heddle.net.spi.ProbeResult;

import java.util.List;

/** Orders the usable drivers; the planner registers one. Without it {@code service.ranking} decides. */
public interface DriverRanking {
    /** A driver that can be chosen. */
    record Candidate(String name, int serviceRanking, ProbeResult.Usable probe) {}

    /** The candidates, best first. */
    List<Candidate> rank(List<Candidate> candidates);
}
