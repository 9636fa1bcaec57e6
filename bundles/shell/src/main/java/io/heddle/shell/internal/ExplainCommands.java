package io.heddle.shell.internal;

import io.heddle.planner.CandidateVerdict;
import io.heddle.planner.Decision;
import io.heddle.planner.Decisions;
import io.heddle.planner.Finding;
import io.heddle.planner.RuleEvidence;

import org.apache.felix.service.command.Descriptor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import java.util.List;
import java.util.stream.Collectors;

/** {@code heddle:explain [PROCESS]}, {@code heddle:findings}; there as long as the planner is. */
@Component(
        service = ExplainCommands.class,
        property = {
            "osgi.command.scope=heddle",
            "osgi.command.function=explain",
            "osgi.command.function=findings"
        })
public final class ExplainCommands {
    private final Decisions decisions;

    /** Made by the component runtime. */
    @Activate
    public ExplainCommands(@Reference Decisions decisions) {
        this.decisions = decisions;
    }

    /** A line for each process. */
    @Descriptor("which driver each process uses and why")
    public String explain() {
        return decisions.decisions().stream()
                .map(ExplainCommands::line)
                .collect(Collectors.joining());
    }

    /** The whole table of one process. */
    @Descriptor("every driver, every rule and what was read, for one process")
    public String explain(@Descriptor("such as client, or server and its number") String... words) {
        String process = String.join(" ", words);
        Decision decision = decisions.decision(process);
        if (decision == null) {
            return "There is no process \"" + process + "\"; there are "
                    + decisions.decisions().stream()
                            .map(Decision::process)
                            .collect(Collectors.joining(", ", "", "."));
        }
        var text = new StringBuilder(line(decision));
        for (CandidateVerdict candidate : decision.candidates()) {
            text.append("  %s %s (%s %s)%n"
                    .formatted(
                            candidate.driver(),
                            candidate.verdict().word(),
                            candidate.bundle(),
                            candidate.version()));
            candidate.rules().forEach(rule -> append(text, rule));
        }
        return text.toString();
    }

    private static void append(StringBuilder text, RuleEvidence rule) {
        text.append("    %-5s %-8s %s (%s is %s, wanted %s)%n"
                .formatted(
                        rule.rule(),
                        rule.verdict().word(),
                        rule.text(),
                        rule.path(),
                        rule.seen(),
                        rule.wanted()));
        if (rule.remedy() != null) {
            text.append("          %s%n".formatted(rule.remedy()));
        }
    }

    private static String line(Decision decision) {
        return "%s (%s, mode %s): %s: %s %s%n"
                .formatted(
                        decision.process(),
                        decision.role().word(),
                        decision.mode().word(),
                        decision.driver(),
                        decision.reason(),
                        decision.rule().isEmpty() ? "" : "(" + decision.rule() + ")");
    }

    /** A line for each rule and subject. */
    @Descriptor("what the rules say about this machine now")
    public String findings() {
        List<Finding> all = decisions.findings();
        return all.stream()
                .map(finding -> "%-5s %-8s %s: %s; wanted: %s%n"
                        .formatted(
                                finding.rule(),
                                finding.verdict().word(),
                                finding.subject(),
                                finding.evidence(),
                                finding.want()))
                .collect(Collectors.joining());
    }
}
