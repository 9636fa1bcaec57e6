package io.heddle.planner.internal.rules;

import java.util.Comparator;

/** S9 before S10. */
public final class RuleOrder {
    public static final Comparator<String> BY_NUMBER =
            Comparator.comparingInt(rule -> Integer.parseInt(rule.substring(1)));

    private RuleOrder() {}
}
