package io.heddle.planner;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;

/** Proves a rule twice: the plan is as it says, and it is not when the rule is switched off. */
final class Golden {
    private Golden() {}

    /**
     * @param rule the number that the calling test's name begins with
     * @param check fails unless the plan is as the rule says
     */
    static void golden(String rule, Doc doc, Consumer<Plan> check) {
        String test = StackWalker.getInstance()
                .walk(frames -> frames.skip(1).findFirst().orElseThrow().getMethodName());
        assertTrue(
                test.startsWith(rule.toLowerCase(Locale.ROOT) + "Should"),
                () -> test + " proves " + rule);
        check.accept(doc.plan());
        assertThrows(
                AssertionError.class,
                () -> check.accept(doc.plan(Set.of(rule))),
                () -> "Nothing changes when " + rule + " is switched off.");
    }
}
