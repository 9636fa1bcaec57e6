package io.heddle.planner;

import org.jspecify.annotations.Nullable;

/** A value that a rule reads, or why there is none. Sealed: each rule says what it does without. */
public sealed interface Fact<T> {
    /** The description or the machine says so. */
    record Stated<T>(T value) implements Fact<T> {}

    /** A typed description that leaves the key out: the rule is a note. */
    record Unstated<T>() implements Fact<T> {}

    /** A detection that could not read it: refused in performance mode, an alert otherwise. */
    record Unknown<T>(String because) implements Fact<T> {}

    static <T> Fact<T> stated(T value) {
        return new Stated<>(value);
    }

    static <T> Fact<T> unstated() {
        return new Unstated<>();
    }

    static <T> Fact<T> unknown(String because) {
        return new Unknown<>(because);
    }

    /** The value, or null where there is none. */
    default @Nullable T orNull() {
        return this instanceof Stated<T>(T value) ? value : null;
    }

    /** The value, or another where there is none. */
    default T or(T otherwise) {
        return this instanceof Stated<T>(T value) ? value : otherwise;
    }
}
