package io.heddle.testkit.tidy;

import java.util.List;

/**
 * One source file.
 *
 * @param path below the root of the repository, with slashes
 * @param text as it is
 */
record JavaFile(String path, String text) {
    List<String> lines() {
        return text.lines().toList();
    }

    /** The text with comments, strings and characters blanked; lines and columns stay. */
    String code() {
        return new Blanking(text).code();
    }

    /** The text with strings and characters blanked, but with its comments. */
    String codeAndComments() {
        return new Blanking(text).codeAndComments();
    }

    boolean isMain() {
        return path.contains("/src/main/java/");
    }

    /** The folder of its module, such as "bundles/net". */
    String module() {
        int src = path.indexOf("/src/");
        return src < 0 ? "" : path.substring(0, src);
    }
}
