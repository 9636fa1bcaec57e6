package io.heddle.planner.internal.live;

import io.heddle.hardware.Inventory;
import io.heddle.hardware.NicCatalogue;
import io.heddle.planner.ClusterSpec;
import io.heddle.planner.DetectRequest;
import io.heddle.planner.Finding;
import io.heddle.planner.Plan;
import io.heddle.planner.Planner;
import io.heddle.planner.Role;
import io.heddle.planner.SpecDetector;
import io.heddle.planner.internal.DriverFindings;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What was read of this machine at one time, with what was asked for: all that rules look at, and
 * what they said.
 *
 * @param spec this machine as a description
 */
record Situation(
        Inventory inventory, NicCatalogue catalogue, Wishes wishes, ClusterSpec spec, Plan plan) {

    static Situation of(Inventory inventory, NicCatalogue catalogue, Wishes wishes) {
        var request = new DetectRequest(
                wishes.mode(), wishes.tryout(), Set.of(Role.values()), null, 1, wishes.stateless());
        ClusterSpec spec = SpecDetector.detect(inventory, catalogue, request);
        return new Situation(
                inventory, catalogue, wishes, spec, new Planner().plan(spec, catalogue));
    }

    NicEvidence nics() {
        return new NicEvidence(new DriverFindings(spec, catalogue), wishes);
    }

    /** Of all groups; what is said of both alike stands once. */
    List<Finding> findings() {
        var all = new LinkedHashSet<Finding>();
        plan.groups().forEach(group -> all.addAll(group.findings()));
        return List.copyOf(all);
    }
}
