package io.heddle.meta.internal;

import java.util.stream.LongStream;

/** Seeds of random tests: a few, or as many as {@code -Dheddle.seeds} wants. */
final class Seeds {
    private Seeds() {}

    static LongStream of(long first, long count) {
        return LongStream.range(first, first + Long.getLong("heddle.seeds", count));
    }
}
