package io.heddle.planner;

import java.util.List;

/** Whether the cluster reads and writes remote memory, and each reason why not. */
public record RdmaPlan(boolean active, List<Reason> reasons) {
    /** One no. */
    public record Reason(String rule, String text) {}

    public RdmaPlan {
        reasons = List.copyOf(reasons);
    }
}
