package io.heddle.planner.internal;

/**
 * A rule that comments on what was decided.
 *
 * @param number such as "S84"
 */
public record Rule(String number, Body body) {
    /** The one small function of a rule. */
    @FunctionalInterface
    public interface Body {
        void judge(Scene scene, Notes notes);
    }
}
