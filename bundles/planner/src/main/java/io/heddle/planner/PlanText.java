package io.heddle.planner;

import io.heddle.planner.internal.Table;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** A plan as people read it: a table of groups, then what is wrong first, with the remedies. */
public final class PlanText {
    private static final int MOST_GROUPS_NAMED = 3;

    private final StringBuilder text = new StringBuilder();
    private final Plan plan;

    private PlanText(Plan plan) {
        this.plan = plan;
    }

    /** Lines, each with its newline. */
    public static String write(Plan plan) {
        return new PlanText(plan).write();
    }

    private String write() {
        line("verdict: " + plan.verdict().word());
        line("fabric: " + plan.fabric().word());
        line("rdma: " + (plan.rdma().active() ? "active" : "not active"));
        for (RdmaPlan.Reason reason : plan.rdma().reasons()) {
            line("  " + reason.rule() + ": " + reason.text());
        }
        line("");
        groups();
        addresses();
        findings(Verdict.REFUSED);
        findings(Verdict.ALERT);
        findings(Verdict.NOTE);
        var held = new TreeSet<Integer>();
        plan.groups()
                .forEach(group -> group.findings().stream()
                        .filter(finding -> finding.verdict() == Verdict.OK)
                        .forEach(finding ->
                                held.add(Integer.parseInt(finding.rule().substring(1)))));
        line("");
        line("rules that hold: "
                + String.join(" ", held.stream().map(n -> "S" + n).toList()));
        return text.toString();
    }

    private void groups() {
        var table = new Table("GROUP", "ROLE", "NETWORK", "DRIVER", "RX", "IPS", "FORMULA", "RULE");
        for (GroupPlan group : plan.groups()) {
            table.row(
                    group.name(),
                    group.role().word(),
                    group.networkText() + (group.gpudirect() ? " / GPUDirect" : ""),
                    group.driver(),
                    group.rxMode().word(),
                    Long.toString(group.ips().count()),
                    group.ips().formula(),
                    group.ips().rule());
        }
        text.append(table.text());
    }

    private void addresses() {
        var table = new Table("GROUP", "INTERFACE", "FIRST", "LAST", "COUNT");
        for (GroupPlan group : plan.groups()) {
            for (AddressRange range : group.addresses()) {
                table.row(
                        group.name(),
                        range.nic(),
                        range.first(),
                        range.last(),
                        Long.toString(range.count()));
            }
        }
        if (!table.isEmpty()) {
            line("");
            text.append(table.text());
        }
    }

    /** What several groups have in common is said once. */
    private void findings(Verdict verdict) {
        Map<Finding, List<String>> where = new LinkedHashMap<>();
        for (GroupPlan group : plan.groups()) {
            for (Finding finding : group.findings()) {
                if (finding.verdict() == verdict) {
                    Finding key = finding.subject().equals(group.name())
                            ? new Finding(
                                    finding.rule(),
                                    verdict,
                                    "",
                                    finding.evidence(),
                                    finding.want(),
                                    finding.remedy())
                            : finding;
                    where.computeIfAbsent(key, _ -> new ArrayList<>()).add(group.name());
                }
            }
        }
        if (where.isEmpty()) {
            return;
        }
        line("");
        line(verdict.word() + ":");
        where.forEach(this::finding);
    }

    private void finding(Finding finding, List<String> groups) {
        List<String> names = groups.stream().distinct().toList();
        String in = names.size() == plan.groups().size() && names.size() > 1
                ? "all groups"
                : String.join(", ", names.subList(0, Math.min(names.size(), MOST_GROUPS_NAMED)))
                        + (names.size() > MOST_GROUPS_NAMED
                                ? " and " + (names.size() - MOST_GROUPS_NAMED) + " more"
                                : "");
        String subject = finding.subject().isEmpty() ? "" : " " + finding.subject();
        line("  " + finding.rule() + "  " + in + subject + ": " + finding.evidence() + "; wanted: "
                + finding.want());
        String remedy = finding.remedy();
        if (remedy != null && finding.verdict() != Verdict.NOTE) {
            line("        remedy: " + remedy);
        }
    }

    private void line(String line) {
        text.append(line).append('\n');
    }
}
