package io.heddle.planner.internal.spec;

import java.util.Locale;

/** Enum constants as documents write them. */
final class Words {
    private Words() {}

    static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
