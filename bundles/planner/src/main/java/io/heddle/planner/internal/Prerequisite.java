package io.heddle.planner.internal;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * A rule that DPDK needs: it speaks before the network is chosen.
 *
 * @param number such as "S70"
 * @param want what it asks for
 */
public record Prerequisite(String number, String want, Judge judge) {
    /** All that the rule says of a group; empty if it does not concern it. */
    @FunctionalInterface
    public interface Judge {
        List<Judged> judge(GroupView group);
    }

    /** What the rule says of one NIC; null if it does not concern it. */
    @FunctionalInterface
    public interface NicJudge {
        @Nullable
        Outcome judge(GroupView group, NicView nic);
    }

    /** One subject and its outcome. */
    public record Judged(String subject, Outcome outcome) {}

    /** A subject's outcome and the rule that said so. */
    public record Result(Prerequisite rule, String subject, Outcome outcome) {}

    public static Prerequisite ofNics(String number, String want, NicJudge judge) {
        return new Prerequisite(number, want, group -> {
            List<Judged> judged = new ArrayList<>();
            for (NicView nic : group.nics()) {
                Outcome outcome = judge.judge(group, nic);
                if (outcome != null) {
                    judged.add(new Judged(nic.name(), outcome));
                }
            }
            return judged;
        });
    }

    List<Result> results(GroupView group) {
        return judge.judge(group).stream()
                .map(judged -> new Result(this, judged.subject(), judged.outcome()))
                .toList();
    }
}
