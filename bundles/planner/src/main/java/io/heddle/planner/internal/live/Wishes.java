package io.heddle.planner.internal.live;

import io.heddle.planner.Mode;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * What the operator asks for.
 *
 * @param tryout whether UDP backends and a shared interface are advice, not refused
 * @param stateless whether clients keep no state (S52)
 * @param watchSeconds how often the hardware is looked at again
 */
record Wishes(Mode mode, boolean tryout, boolean stateless, int watchSeconds) {
    private static final int LONGEST_SECONDS = 86_400;

    /** Of an instance that nobody has configured. */
    static final Wishes STANDARD = new Wishes(Mode.CPU, true, true, 10);

    static Wishes of(PlannerConfig config) {
        if (config.watchSeconds() < 1 || config.watchSeconds() > LONGEST_SECONDS) {
            throw new IllegalArgumentException("watchSeconds=" + config.watchSeconds() + " in "
                    + PlannerConfig.PID + " is not from 1 to " + LONGEST_SECONDS + ".");
        }
        return new Wishes(
                mode(config.mode()), config.tryout(), config.stateless(), config.watchSeconds());
    }

    private static Mode mode(String word) {
        for (Mode mode : Mode.values()) {
            if (mode.word().equals(word)) {
                return mode;
            }
        }
        String known =
                Arrays.stream(Mode.values()).map(Mode::word).collect(Collectors.joining(" or "));
        throw new IllegalArgumentException(
                "mode=" + word + " in " + PlannerConfig.PID + " is no mode; write " + known + ".");
    }
}
