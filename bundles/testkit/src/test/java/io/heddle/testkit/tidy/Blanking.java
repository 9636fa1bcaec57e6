package io.heddle.testkit.tidy;

/** Blanks what the compiler does not read as code, character by character. */
final class Blanking {
    private final String text;
    private final StringBuilder code = new StringBuilder();
    private final StringBuilder withComments = new StringBuilder();
    private int at;

    Blanking(String text) {
        this.text = text;
        while (at < text.length()) {
            next();
        }
    }

    String code() {
        return code.toString();
    }

    String codeAndComments() {
        return withComments.toString();
    }

    private void next() {
        if (text.startsWith("//", at)) {
            comment(end("\n", 0));
        } else if (text.startsWith("/*", at)) {
            comment(end("*/", 2));
        } else if (text.startsWith("\"\"\"", at)) {
            literal(end("\"\"\"", 3));
        } else if (text.charAt(at) == '"' || text.charAt(at) == '\'') {
            literal(endOfLiteral(text.charAt(at)));
        } else {
            code.append(text.charAt(at));
            withComments.append(text.charAt(at));
            at++;
        }
    }

    private int end(String mark, int length) {
        int found = text.indexOf(mark, at + Math.max(length, 1));
        return found < 0 ? text.length() : found + length;
    }

    private int endOfLiteral(char quote) {
        int i = at + 1;
        while (i < text.length() && text.charAt(i) != quote && text.charAt(i) != '\n') {
            i += text.charAt(i) == '\\' ? 2 : 1;
        }
        return Math.min(i + 1, text.length());
    }

    private void comment(int end) {
        for (; at < end; at++) {
            code.append(blank(text.charAt(at)));
            withComments.append(text.charAt(at));
        }
    }

    private void literal(int end) {
        for (; at < end; at++) {
            code.append(blank(text.charAt(at)));
            withComments.append(blank(text.charAt(at)));
        }
    }

    private static char blank(char c) {
        return c == '\n' ? '\n' : ' ';
    }
}
