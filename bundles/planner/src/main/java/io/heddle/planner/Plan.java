package io.heddle.planner;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * What a cluster gets, or would need where it is refused.
 *
 * @param verdict OK or REFUSED
 */
public record Plan(Verdict verdict, Fabric fabric, RdmaPlan rdma, List<GroupPlan> groups) {
    public Plan {
        groups = List.copyOf(groups);
    }

    /** The plan of a group, or null if there is no such group. */
    public @Nullable GroupPlan group(String name) {
        for (GroupPlan group : groups) {
            if (group.name().equals(name)) {
                return group;
            }
        }
        return null;
    }
}
