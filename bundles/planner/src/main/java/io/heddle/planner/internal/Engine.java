package io.heddle.planner.internal;

import io.heddle.hardware.NicCatalogue;
import io.heddle.planner.ClusterSpec;
import io.heddle.planner.Finding;
import io.heddle.planner.GroupPlan;
import io.heddle.planner.IpPlan;
import io.heddle.planner.NumaLane;
import io.heddle.planner.Plan;
import io.heddle.planner.Verdict;
import io.heddle.planner.internal.rules.Registry;
import io.heddle.planner.internal.rules.RuleOrder;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** From a description to a plan: prerequisites, choice, counts, RDMA, addresses, comments. */
public final class Engine {
    private final Set<String> off;
    private final Counts counts;
    private final ClusterView cluster;

    private Engine(ClusterSpec spec, NicCatalogue catalogue, Set<String> off) {
        this.off = off;
        counts = new Counts(off);
        cluster = new ClusterView(spec, catalogue);
    }

    public static Plan plan(ClusterSpec spec, NicCatalogue catalogue, Set<String> off) {
        return new Engine(spec, catalogue, off).plan();
    }

    private record Decided(
            GroupView group, List<Prerequisite.Result> results, Choice choice, IpPlan ips) {}

    private Plan plan() {
        List<Decided> all = new ArrayList<>();
        for (GroupView group : cluster.groups()) {
            List<Prerequisite.Result> results = results(group);
            Choice choice = Choice.of(group, results);
            all.add(new Decided(group, results, choice, counts.plan(group, choice)));
        }
        var rdma = new RdmaView(cluster, off);
        var ranges = new Ranges(cluster.spec(), all.stream().map(Decided::ips).toList());
        List<GroupPlan> groups = new ArrayList<>();
        for (Decided each : all) {
            groups.add(group(each, rdma, ranges));
        }
        boolean refused = groups.stream().anyMatch(group -> group.verdict() == Verdict.REFUSED);
        return new Plan(
                refused ? Verdict.REFUSED : Verdict.OK, cluster.fabric(), rdma.plan(), groups);
    }

    private List<Prerequisite.Result> results(GroupView group) {
        return Registry.PREREQUISITES.stream()
                .filter(rule -> !off.contains(rule.number()))
                .flatMap(rule -> rule.results(group).stream())
                .toList();
    }

    private GroupPlan group(Decided decided, RdmaView rdma, Ranges ranges) {
        GroupView group = decided.group();
        boolean usesRdma = rdma.serves(group);
        var scene = new Scene(
                cluster,
                group,
                decided.choice(),
                decided.results(),
                decided.ips(),
                counts.other(group, decided.choice()),
                ranges,
                rdma,
                usesRdma,
                GpuDirect.isOn(group, rdma, off),
                off);
        return new GroupPlan(
                scene.name(),
                group.spec().role(),
                decided.choice().network(),
                usesRdma,
                decided.choice().driver(),
                decided.choice().rxMode(),
                scene.gpudirect(),
                decided.ips(),
                filesystems(usesRdma),
                deciding(scene),
                ranges.take(group, decided.ips(), counts.interfaces(group)),
                lanes(group),
                findings(scene));
    }

    private Map<String, Boolean> filesystems(boolean usesRdma) {
        Map<String, Boolean> filesystems = new LinkedHashMap<>();
        for (ClusterSpec.Filesystem each : cluster.spec().filesystems()) {
            boolean fallsBack = each.encrypted() && !off.contains("S104");
            filesystems.put(each.name(), usesRdma && !fallsBack);
        }
        return filesystems;
    }

    private List<Finding> findings(Scene scene) {
        List<Finding> findings = new ArrayList<>();
        for (Prerequisite.Result result : scene.results()) {
            findings.add(finding(scene, result));
        }
        for (Rule rule : Registry.RULES) {
            if (!off.contains(rule.number())) {
                rule.body().judge(scene, new Notes(rule.number(), findings));
            }
        }
        findings.sort(Comparator.comparing(Finding::rule, RuleOrder.BY_NUMBER));
        return findings;
    }

    private static Finding finding(Scene scene, Prerequisite.Result result) {
        String rule = result.rule().number();
        // S58 is what UDP mode is for: it holds where UDP is asked for.
        boolean served = rule.equals("S58") && scene.choice().why() == Choice.Why.ASKED;
        Verdict verdict =
                served ? Verdict.OK : scene.choice().verdict(scene.group(), result.outcome());
        String subject = result.subject();
        String want = result.rule().want();
        return switch (result.outcome()) {
            case Outcome.Holds(String evidence) ->
                new Finding(rule, verdict, subject, evidence, want, null);
            case Outcome.Unsaid(String evidence) ->
                new Finding(rule, verdict, subject, evidence, want, null);
            case Outcome.Unknown(String because) ->
                new Finding(
                        rule,
                        verdict,
                        subject,
                        "unknown, because " + because,
                        want,
                        "Let the detection read it, or state it in an inventory.");
            case Outcome.Broken(String evidence, String remedy) ->
                new Finding(rule, verdict, subject, evidence, want, remedy);
        };
    }

    /** The rules that chose network, driver and count; the count's own is the last but doubling. */
    private List<String> deciding(Scene scene) {
        Set<String> rules = new LinkedHashSet<>();
        boolean shares = scene.group().sharesCores();
        if (scene.group().isBackend()) {
            rules.add("S62");
        } else {
            rules.add(shares ? "S29" : "S28");
            rules.add("S73");
        }
        for (Prerequisite.Result result : scene.results()) {
            boolean decided = switch (result.outcome()) {
                case Outcome.Holds _ -> scene.isDpdk();
                case Outcome.Unsaid _ -> false;
                case Outcome.Unknown _, Outcome.Broken _ -> !scene.isDpdk();
            };
            if (decided && scene.choice().why() != Choice.Why.ASKED) {
                rules.add(result.rule().number());
            }
        }
        rules.add(scene.ips().rule());
        if (scene.group().isDual()) {
            rules.add(Counts.DOUBLE_RULE);
        }
        rules.removeAll(off);
        return List.copyOf(rules);
    }

    /** Processes of a server take turns over its NICs, so that both carry I/O (S121). */
    private List<NumaLane> lanes(GroupView group) {
        List<NumaLane> lanes = new ArrayList<>();
        int nics = group.nics().size();
        for (int i = 0; i < nics && !off.contains("S121"); i++) {
            List<Integer> processes = new ArrayList<>();
            for (int process = i; process < group.spec().processes(); process += nics) {
                processes.add(process);
            }
            NicView nic = group.nics().get(i);
            lanes.add(new NumaLane(nic.name(), nic.spec().numa().or(-1), processes));
        }
        return lanes;
    }
}
