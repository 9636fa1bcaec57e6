package io.heddle.planner.internal.live;

import io.heddle.hardware.Inventory;
import io.heddle.net.DriverRanking.Candidate;
import io.heddle.planner.Finding;
import io.heddle.planner.Role;
import io.heddle.planner.RuleEvidence;

import java.util.List;

/** What was read of this machine at one time, with what was asked for: all that rules look at. */
record Situation(Inventory inventory, Wishes wishes) {
    static Situation of(Inventory inventory, Wishes wishes) {
        return new Situation(inventory, wishes);
    }

    /** What the rules say about the NICs of a driver. */
    List<RuleEvidence> findings(Role role, Candidate candidate) {
        return List.of();
    }

    List<Finding> findings() {
        return List.of();
    }
}
