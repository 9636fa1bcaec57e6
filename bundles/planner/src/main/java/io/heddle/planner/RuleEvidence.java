package io.heddle.planner;

import org.jspecify.annotations.Nullable;

/**
 * What one rule says about one driver, with what was read.
 *
 * @param rule the number of the requirement, such as "S65"
 * @param text one sentence for people
 * @param path what was read, a file or a configuration key
 * @param seen the value that was there
 * @param wanted the value that the rule asks for
 * @param remedy what to do about it, or null where nothing is to be done
 */
public record RuleEvidence(
        String rule,
        Verdict verdict,
        String text,
        String path,
        String seen,
        String wanted,
        @Nullable String remedy) {}
