package io.heddle.planner.internal.rules;

import java.util.Comparator;

/** S9 before S10. */
public final class RuleOrder {
    public static final Comparator<String> BY_NUMBER = Comparator.comparingInt(RuleOrder::number);

    private RuleOrder() {}

    /** Digit by digit, because a plan of a thousand groups sorts fifty thousand findings. */
    private static int number(String rule) {
        int number = 0;
        for (int i = 1; i < rule.length(); i++) {
            number = number * 10 + rule.charAt(i) - '0';
        }
        return number;
    }
}
