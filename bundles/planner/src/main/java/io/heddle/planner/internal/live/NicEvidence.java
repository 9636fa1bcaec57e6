package io.heddle.planner.internal.live;

import io.heddle.hardware.Inventory;
import io.heddle.hardware.Ofed;
import io.heddle.net.DriverRanking.Candidate;
import io.heddle.planner.Mode;
import io.heddle.planner.Role;
import io.heddle.planner.RuleEvidence;
import io.heddle.planner.Verdict;
import io.heddle.planner.internal.DriverFindings;
import io.heddle.planner.internal.DriverFindings.Said;
import io.heddle.planner.internal.Outcome;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The rules of NICs as evidence for or against a driver, each with the path that it rests on. A
 * driver is refused when each of its NICs is; one good NIC is enough.
 */
final class NicEvidence {
    /** About sharing cores: a wish of clients, which an instance with backends cannot have (S62). */
    private static final Set<String> OF_SHARING = Set.of("S55", "S56");

    private final DriverFindings findings;
    private final Wishes wishes;

    NicEvidence(DriverFindings findings, Wishes wishes) {
        this.findings = findings;
        this.wishes = wishes;
    }

    List<RuleEvidence> of(Role role, Candidate candidate, Set<String> drivers) {
        if (!RoleRules.isKernel(candidate)) {
            return judge(findings.of(role, candidate.name()));
        }
        // NICs that no driver bundle here serves are left to the kernel; why, stands with it.
        var left = new TreeSet<>(findings.drivers(role));
        left.removeAll(drivers);
        var notes = new ArrayList<RuleEvidence>();
        for (String driver : left) {
            for (Said said : findings.of(role, driver)) {
                RuleEvidence note = evidence(said, Verdict.NOTE);
                notes.add(new RuleEvidence(
                        note.rule(),
                        note.verdict(),
                        "No driver bundle of " + driver + " is here; of " + note.text(),
                        note.path(),
                        note.seen(),
                        note.wanted(),
                        note.remedy()));
            }
        }
        return notes;
    }

    private List<RuleEvidence> judge(List<Said> all) {
        Set<String> nics = new HashSet<>();
        Set<String> refused = new HashSet<>();
        for (Said said : all) {
            nics.add(said.nic().name());
            if (verdict(said) == Verdict.REFUSED) {
                refused.add(said.nic().name());
            }
        }
        boolean oneIsGood = refused.size() < nics.size();
        return all.stream()
                .map(said -> evidence(
                        said,
                        verdict(said) == Verdict.REFUSED && oneIsGood
                                ? Verdict.ALERT
                                : verdict(said)))
                .toList();
    }

    private Verdict verdict(Said said) {
        return switch (said.outcome()) {
            case Outcome.Holds _ -> Verdict.OK;
            case Outcome.Unsaid _ -> Verdict.NOTE;
            case Outcome.Unknown _ ->
                wishes.mode() == Mode.PERFORMANCE && !wishes.tryout()
                        ? Verdict.REFUSED
                        : Verdict.ALERT;
            case Outcome.Broken _ ->
                OF_SHARING.contains(said.rule()) ? Verdict.ALERT : Verdict.REFUSED;
        };
    }

    private static RuleEvidence evidence(Said said, Verdict verdict) {
        String text = said.nic().name() + ": the rule wants " + said.want() + ".";
        String path = path(said);
        return switch (said.outcome()) {
            case Outcome.Holds(String evidence) ->
                new RuleEvidence(said.rule(), verdict, text, path, evidence, said.want(), null);
            case Outcome.Unsaid(String evidence) ->
                new RuleEvidence(said.rule(), verdict, text, path, evidence, said.want(), null);
            case Outcome.Unknown(String because) ->
                new RuleEvidence(
                        said.rule(),
                        verdict,
                        text,
                        path,
                        "unknown, because " + because,
                        said.want(),
                        "Make " + path + " readable.");
            case Outcome.Broken(String evidence, String remedy) ->
                new RuleEvidence(said.rule(), verdict, text, path, evidence, said.want(), remedy);
        };
    }

    private static String path(Said said) {
        String nic =
                Inventory.PCI_PATH + "/" + said.nic().address().or(said.nic().pci());
        return switch (said.rule()) {
            case "S42" -> Ofed.VERSION_PATH;
            case "S66", "S75" -> Ofed.LOADED_PATH;
            case "S43" -> nic + "/driver";
            case "S49", "S69", "S70", "S78", "S79" -> nic + "/sriov_totalvfs";
            case "S55", "S56" -> "NIC catalogue, rxInterrupt of " + said.nic().pci();
            default -> nic + "/device";
        };
    }
}
