package io.heddle.bench.transport;

import java.util.Locale;

/**
 * What a figure has to reach.
 *
 * @param of what is compared with the bound
 * @param most whether the bound is the most, else it is the least
 */
public record Target(Of of, boolean most, double bound) {
    /** What a target is about. */
    public enum Of {
        NOTHING,
        RATIO,
        VALUE
    }

    /** No target: the figure is only reported. */
    public static final Target NONE = new Target(Of.NOTHING, true, 0);

    /** Ours is at most {@code bound} times the reference. */
    public static Target ratioAtMost(double bound) {
        return new Target(Of.RATIO, true, bound);
    }

    /** Ours is at least {@code bound} times the reference. */
    public static Target ratioAtLeast(double bound) {
        return new Target(Of.RATIO, false, bound);
    }

    /** The figure itself is at most {@code bound}. */
    public static Target atMost(double bound) {
        return new Target(Of.VALUE, true, bound);
    }

    /** The figure itself is at least {@code bound}. */
    public static Target atLeast(double bound) {
        return new Target(Of.VALUE, false, bound);
    }

    /** Whether it is reached; true for {@link #NONE}. A figure that is no number reaches nothing. */
    boolean isReached(double ours, double ratio) {
        return switch (of) {
            case NOTHING -> true;
            case RATIO -> most ? ratio <= bound : ratio >= bound;
            case VALUE -> most ? ours <= bound : ours >= bound;
        };
    }

    /** For people, such as "ratio <= 1.0", or nothing. */
    String text() {
        String sign = most ? " <= " : " >= ";
        return switch (of) {
            case NOTHING -> "";
            case RATIO -> "ratio" + sign + String.format(Locale.ROOT, "%.2f", bound);
            case VALUE ->
                "ours" + sign
                        + String.format(Locale.ROOT, "%.10g", bound).replaceAll("\\.?0+$", "");
        };
    }
}
