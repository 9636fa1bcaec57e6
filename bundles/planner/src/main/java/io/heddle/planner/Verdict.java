package io.heddle.planner;

import java.util.Locale;

/** What a rule or a whole plan says; the order is from good to bad. */
public enum Verdict {
    OK,
    /** Not decided: the description does not say, or the network was not chosen. */
    NOTE,
    /** It works, and somebody should know. */
    ALERT,
    REFUSED;

    /** As documents write it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
