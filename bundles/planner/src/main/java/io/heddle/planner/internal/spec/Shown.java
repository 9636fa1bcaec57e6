package io.heddle.planner.internal.spec;

/** What a stranger's document says, made fit for one line of a message. */
final class Shown {
    private static final int MOST_CHARS = 60;

    private Shown() {}

    static String of(String text) {
        String head = text.length() > MOST_CHARS ? text.substring(0, MOST_CHARS) + "..." : text;
        var line = new StringBuilder(head.length());
        head.chars().forEach(c -> line.append(Character.isISOControl(c) ? '?' : (char) c));
        return line.toString();
    }

    /** A key as part of a place; one of blanks is quoted, or nobody would see it. */
    static String key(String key) {
        return key.isBlank() ? "\"" + key + "\"" : key;
    }
}
