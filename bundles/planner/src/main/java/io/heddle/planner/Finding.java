package io.heddle.planner;

import org.jspecify.annotations.Nullable;

/**
 * What one rule says about one subject.
 *
 * @param rule the number of the requirement, such as "S70"
 * @param subject what was looked at, such as the name of a NIC
 * @param evidence what was found, such as "sriov.bios=true"
 * @param want what the rule asks for
 * @param remedy what to do about it; never null when refused
 */
public record Finding(
        String rule,
        Verdict verdict,
        String subject,
        String evidence,
        String want,
        @Nullable String remedy) {

    public Finding {
        if (verdict == Verdict.REFUSED && remedy == null) {
            throw new IllegalArgumentException("A refusal of " + rule + " needs a remedy.");
        }
    }
}
