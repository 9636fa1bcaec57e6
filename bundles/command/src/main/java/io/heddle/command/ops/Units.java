package io.heddle.command.ops;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.Locale;

/** Numbers as people read them. */
final class Units {
    private static final String[] STEPS = {"B", "KB", "MB", "GB", "TB", "PB"};

    private Units() {}

    /** Powers of 1,024 with two decimals, "1.47 GB"; empty for null (S119). */
    static String bytes(JsonNode value) {
        if (!value.isNumber()) {
            return "";
        }
        double amount = value.asDouble();
        int step = 0;
        while (amount >= 1024 && step < STEPS.length - 1) {
            amount /= 1024;
            step++;
        }
        return step == 0
                ? value.asLong() + " B"
                : String.format(Locale.ROOT, "%.2f %s", amount, STEPS[step]);
    }

    /** Days, hours, minutes and seconds: "16d 20:07:42h" (S122). */
    static String uptime(JsonNode value) {
        if (!value.isNumber()) {
            return "";
        }
        long seconds = value.asLong();
        return String.format(
                Locale.ROOT,
                "%dd %02d:%02d:%02dh",
                seconds / 86_400,
                seconds / 3600 % 24,
                seconds / 60 % 60,
                seconds % 60);
    }

    /**
     * Bytes of a size such as 512M, 8G, 2GiB or 1073741824.
     *
     * @throws IllegalArgumentException with one sentence
     */
    static long parseBytes(String text) {
        var matcher = java.util.regex.Pattern.compile(
                        "(\\d{1,15})\\s*([KMGTP]?)(i?B)?", java.util.regex.Pattern.CASE_INSENSITIVE)
                .matcher(text.trim());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "' is not a size such as 512M or 8G");
        }
        int power = " KMGTP"
                .indexOf(
                        matcher.group(2).isEmpty()
                                ? ' '
                                : Character.toUpperCase(matcher.group(2).charAt(0)));
        return Math.multiplyExact(Long.parseLong(matcher.group(1)), 1L << 10 * power);
    }
}
