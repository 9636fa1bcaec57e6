package io.heddle.planner.internal;

import io.heddle.planner.Fact;

import java.util.function.Function;

/** What a prerequisite of DPDK comes to, before anybody knows which network is chosen. */
public sealed interface Outcome {
    record Holds(String evidence) implements Outcome {}

    /** A typed description does not say. */
    record Unsaid(String evidence) implements Outcome {}

    /** A detection could not read it. */
    record Unknown(String because) implements Outcome {}

    record Broken(String evidence, String remedy) implements Outcome {}

    /** Judges a fact if there is one. */
    static <T> Outcome of(String key, Fact<T> fact, Function<T, Outcome> judge) {
        return switch (fact) {
            case Fact.Stated<T>(T value) -> judge.apply(value);
            case Fact.Unstated<T> _ -> new Unsaid(key + " is not stated");
            case Fact.Unknown<T>(String because) -> new Unknown(because);
        };
    }

    /** The worse of two: broken, unknown, unsaid, holds; of equal ones both evidences. */
    static Outcome both(Outcome a, Outcome b) {
        if (a instanceof Holds(String first) && b instanceof Holds(String second)) {
            return new Holds(first + ", " + second);
        }
        if (a instanceof Broken one && b instanceof Broken two) {
            return new Broken(one.evidence() + ", " + two.evidence(), one.remedy());
        }
        return rank(b) > rank(a) ? b : a;
    }

    private static int rank(Outcome outcome) {
        return switch (outcome) {
            case Holds _ -> 0;
            case Unsaid _ -> 1;
            case Unknown _ -> 2;
            case Broken _ -> 3;
        };
    }
}
