package io.heddle.rest.internal;

import com.fasterxml.jackson.databind.util.RawValue;

import io.heddle.foreign.linux.Errno;
import io.heddle.hardware.Inventory;
import io.heddle.hardware.NicCatalogue;
import io.heddle.planner.Decisions;
import io.heddle.planner.DetectRequest;
import io.heddle.planner.Finding;
import io.heddle.planner.Mode;
import io.heddle.planner.PlanJson;
import io.heddle.planner.Planner;
import io.heddle.planner.SpecDetector;
import io.heddle.planner.SpecException;
import io.heddle.planner.SpecReader;
import io.heddle.planner.SpecWriter;
import io.heddle.planner.Verdict;
import io.heddle.runtime.StorageException;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What the API shows of the rules: decisions, plans and findings.
 *
 * @param decisions null while the planner's bundle is stopped: then only {@link #nics} and {@link
 *     #checks} answer
 */
record PlanViews(@Nullable Decisions decisions, NicCatalogue catalogue) {
    private static final String BUNDLE = "io.heddle.planner";

    private Decisions running() {
        Decisions now = decisions;
        if (now == null) {
            throw new StorageException(
                    Errno.ENODEV, "The bundle " + BUNDLE + " is stopped; start it and try again.");
        }
        return now;
    }

    /** Refuses what may only be done on a try-out. */
    void refuseUnlessTryout(String what) {
        if (!running().isTryout()) {
            throw new StorageException(
                    Errno.EPERM,
                    what + " is a drill for try-outs, and this cluster is none: tryout is false in "
                            + BUNDLE + ".");
        }
    }

    List<Views.Nic> nics() {
        return new NicViews(machine(), catalogue).rows();
    }

    List<Views.Explanation> explain(List<Views.Process> processes) {
        return new DecisionViews(running(), processes).all();
    }

    Views.Explanation explain(String process, List<Views.Process> processes) {
        return new DecisionViews(running(), processes).one(process);
    }

    /** The plan for a description; both are documents of the planner. */
    RawValue plan(String description) {
        running();
        try {
            var plan = new Planner().plan(SpecReader.parse(description), catalogue);
            return new RawValue(PlanJson.write(plan));
        } catch (SpecException malformed) {
            throw new StorageException(
                    Errno.EINVAL, String.valueOf(malformed.getMessage()), malformed);
        }
    }

    /** This machine as a description, a server and a client in one, in the mode that is planned for. */
    RawValue detected() {
        running();
        var request = DetectRequest.of(Mode.PERFORMANCE, false);
        return new RawValue(SpecWriter.write(SpecDetector.detect(machine(), catalogue, request)));
    }

    /**
     * What the rules say about this machine: how many hold, and each that does not.
     *
     * @param standing alerts that stand; what one of them says is not said again
     */
    List<Views.Check> checks(List<Views.Alert> standing) {
        if (decisions == null) {
            return List.of(new Views.Check(
                    "planner",
                    false,
                    "failed",
                    "Nobody checks the rules of the network.",
                    "Start bundle " + BUNDLE + "."));
        }
        List<Finding> findings = decisions.findings();
        var rows = new ArrayList<Views.Check>();
        rows.add(new Views.Check(
                "planner",
                count(findings, Verdict.REFUSED) == 0,
                count(findings, Verdict.REFUSED) == 0 ? "ok" : "failed",
                findings.size() + " rules were looked at: " + count(findings, Verdict.OK)
                        + " hold, "
                        + count(findings, Verdict.NOTE) + " are not decided, "
                        + count(findings, Verdict.ALERT) + " advise, "
                        + count(findings, Verdict.REFUSED) + " refuse.",
                ""));
        for (Finding finding : findings) {
            boolean said = standing.stream()
                    .anyMatch(alert -> alert.text().contains("(" + finding.rule() + ")")
                            && alert.evidence().equals(finding.evidence()));
            if (finding.verdict().compareTo(Verdict.ALERT) >= 0 && !said) {
                rows.add(check(finding));
            }
        }
        return rows;
    }

    private static Views.Check check(Finding finding) {
        String remedy = finding.remedy();
        return new Views.Check(
                finding.rule(),
                finding.verdict() != Verdict.REFUSED,
                finding.verdict() == Verdict.REFUSED ? "failed" : "advice",
                finding.subject() + ": found " + finding.evidence() + ", wanted " + finding.want(),
                remedy == null ? "" : remedy);
    }

    private static long count(List<Finding> findings, Verdict verdict) {
        return findings.stream().filter(finding -> finding.verdict() == verdict).count();
    }

    private static Inventory machine() {
        return Inventory.read(Path.of("/"));
    }
}
