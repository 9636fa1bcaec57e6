package io.heddle.planner;

import java.util.Locale;

/** What a group of servers does. */
public enum Role {
    BACKEND,
    CLIENT;

    /** As documents write it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
