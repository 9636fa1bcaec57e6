package io.heddle.planner.internal;

import io.heddle.hardware.NicCatalogue;
import io.heddle.planner.ClusterSpec;
import io.heddle.planner.NicSpec;
import io.heddle.planner.Role;
import io.heddle.planner.internal.rules.Registry;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What the rules say of the NICs that one driver would serve, whichever network a plan chose: the
 * prerequisites of DPDK, asked for these NICs alone.
 */
public final class DriverFindings {
    /** Rules of groups, which say nothing about one driver. */
    private static final Set<String> OF_GROUPS = Set.of("S52", "S58");

    private final ClusterView cluster;

    public DriverFindings(ClusterSpec spec, NicCatalogue catalogue) {
        cluster = new ClusterView(spec, catalogue);
    }

    /** What a rule says of a NIC, and what it wants. */
    public record Said(NicSpec nic, String rule, String want, Outcome outcome) {}

    /** Every rule that concerns a NIC of that driver in a group of that role. */
    public List<Said> of(Role role, String driver) {
        var all = new ArrayList<Said>();
        for (GroupView group : cluster.groups()) {
            if (group.spec().role() == role) {
                group.nics().stream()
                        .filter(nic -> nic.hasDpdk() && nic.kind().driver().equals(driver))
                        .forEach(nic -> add(all, group, nic));
            }
        }
        return all;
    }

    /** The drivers that would serve the NICs of a role; kernel UDP is not among them. */
    public Set<String> drivers(Role role) {
        var names = new java.util.TreeSet<String>();
        for (GroupView group : cluster.groups()) {
            if (group.spec().role() == role) {
                group.nics().stream()
                        .filter(NicView::hasDpdk)
                        .forEach(nic -> names.add(nic.kind().driver()));
            }
        }
        return names;
    }

    private static void add(List<Said> all, GroupView group, NicView nic) {
        var alone = new GroupView(group.spec(), group.mode(), group.tryout(), List.of(nic));
        for (Prerequisite rule : Registry.PREREQUISITES) {
            if (OF_GROUPS.contains(rule.number())) {
                continue;
            }
            for (Prerequisite.Result result : rule.results(alone)) {
                all.add(new Said(nic.spec(), rule.number(), rule.want(), result.outcome()));
            }
        }
    }
}
