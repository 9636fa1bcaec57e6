package io.heddle.hardware.internal;

/** Names on one line: control characters and the escape itself as {@code %XX}. */
final class Escape {
    private Escape() {}

    static String apply(String name) {
        var text = new StringBuilder();
        for (char c : name.toCharArray()) {
            if (c < ' ' || c == '%' || c == 0x7f) {
                text.append(String.format("%%%02x", (int) c));
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }

    static String undo(String text) {
        var name = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '%' && i + 2 <= text.length() - 1) {
                int high = Character.digit(text.charAt(i + 1), 16);
                int low = Character.digit(text.charAt(i + 2), 16);
                if (high >= 0 && low >= 0) {
                    name.append((char) (high * 16 + low));
                    i += 2;
                    continue;
                }
            }
            name.append(text.charAt(i));
        }
        return name.toString();
    }
}
