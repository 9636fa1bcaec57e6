package io.heddle.testkit.tidy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;

/** Finds methods by their braces: enough for formatted code, no parser needed. */
final class Methods {
    /**
     * One method or constructor.
     *
     * @param line where its header starts, from 1
     * @param lines from the header to the closing brace
     */
    record Method(int line, int lines) {}

    private static final Pattern TYPE =
            Pattern.compile("\\b(class|interface|record|enum)\\s+\\w+[\\s\\S]*|\\bnew\\b[^;]*");
    private static final Pattern HEADER =
            Pattern.compile("[\\s\\S]*\\)\\s*(throws[\\w\\s.,]+)?\\s*");
    private static final Pattern CONTROL =
            Pattern.compile("\\s*(\\}?\\s*else\\b|if\\b|for\\b|while\\b|switch\\b|catch\\b|try\\b"
                    + "|synchronized\\s*\\()[\\s\\S]*");

    private record Block(boolean isType, boolean isMethod, int headerLine) {}

    private Methods() {}

    static List<Method> of(String code) {
        List<Method> methods = new ArrayList<>();
        Deque<Block> open = new ArrayDeque<>();
        int line = 1;
        int headerStart = 0;
        for (int i = 0; i < code.length(); i++) {
            char c = code.charAt(i);
            if (c == '\n') {
                line++;
            } else if (c == ';') {
                headerStart = i + 1;
            } else if (c == '{') {
                String header = code.substring(headerStart, i);
                open.push(block(header, line, open));
                headerStart = i + 1;
            } else if (c == '}' && !open.isEmpty()) {
                Block closed = open.pop();
                if (closed.isMethod()) {
                    int length = line - closed.headerLine() + 1;
                    methods.add(new Method(closed.headerLine(), length));
                }
                headerStart = i + 1;
            }
        }
        return methods;
    }

    private static Block block(String header, int line, Deque<Block> open) {
        boolean inType = !open.isEmpty() && open.peek().isType();
        boolean isType = TYPE.matcher(header).find() && !header.contains("->");
        boolean isMethod = inType
                && !isType
                && HEADER.matcher(header).matches()
                && !CONTROL.matcher(header).matches()
                && !header.contains("->");
        int breaks = (int) header.stripLeading().chars().filter(c -> c == '\n').count();
        return new Block(isType, isMethod, line - breaks);
    }
}
