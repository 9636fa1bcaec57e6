package io.heddle.planner;

import java.util.Locale;

/** Physical or virtual function (S44 to S47). */
public enum NicFunction {
    PF,
    VF;

    /** As documents write it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
