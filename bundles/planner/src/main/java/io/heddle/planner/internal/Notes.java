package io.heddle.planner.internal;

import io.heddle.planner.Finding;
import io.heddle.planner.Verdict;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** What one rule says of one group; the rule's number is filled in. */
public final class Notes {
    private final String rule;
    private final List<Finding> findings;

    Notes(String rule, List<Finding> findings) {
        this.rule = rule;
        this.findings = findings;
    }

    public void ok(String subject, String evidence, String want) {
        add(Verdict.OK, subject, evidence, want, null);
    }

    public void note(String subject, String evidence, String want) {
        add(Verdict.NOTE, subject, evidence, want, null);
    }

    public void alert(String subject, String evidence, String want, String remedy) {
        add(Verdict.ALERT, subject, evidence, want, remedy);
    }

    public void refused(String subject, String evidence, String want, String remedy) {
        add(Verdict.REFUSED, subject, evidence, want, remedy);
    }

    public void add(
            Verdict verdict,
            String subject,
            String evidence,
            String want,
            @Nullable String remedy) {
        findings.add(new Finding(rule, verdict, subject, evidence, want, remedy));
    }
}
