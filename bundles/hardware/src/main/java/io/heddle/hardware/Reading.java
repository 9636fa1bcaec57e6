package io.heddle.hardware;

import org.jspecify.annotations.Nullable;

import java.util.function.Function;

/**
 * A fact that was looked for. Absent and unreadable differ: the first is an answer, the second is
 * none, and a rule that needs the fact says so.
 */
public sealed interface Reading<T> {

    /** It was there. */
    record Found<T>(T value) implements Reading<T> {}

    /**
     * The system does not have it.
     *
     * @param path where it would be
     */
    record Absent<T>(String path) implements Reading<T> {}

    /**
     * It may be there and could not be read or understood.
     *
     * @param path where
     * @param because one sentence
     */
    record Unreadable<T>(String path, String because) implements Reading<T> {}

    /** The value, or null if there is none for whatever reason. */
    default @Nullable T orNull() {
        return this instanceof Found<T>(T value) ? value : null;
    }

    /** The value, or another where there is none for whatever reason. */
    default T or(T other) {
        return this instanceof Found<T>(T value) ? value : other;
    }

    /** The same with the value changed. */
    default <R> Reading<R> map(Function<? super T, ? extends R> change) {
        return switch (this) {
            case Found<T>(T value) -> new Found<>(change.apply(value));
            case Absent<T>(String path) -> new Absent<>(path);
            case Unreadable<T>(String path, String because) -> new Unreadable<>(path, because);
        };
    }
}
