package io.heddle.sim;

import java.util.Locale;

/**
 * A broken invariant.
 *
 * @param atNs virtual time
 */
public record Violation(Invariant invariant, long atNs, String text) {
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s at %.6f ms: %s", invariant, atNs / 1e6, text);
    }
}
