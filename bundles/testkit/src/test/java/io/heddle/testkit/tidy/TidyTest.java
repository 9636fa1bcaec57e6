package io.heddle.testkit.tidy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Each rule lists all its offenders at once, as path:line. */
class TidyTest {
    private static final int MOST_FILE_LINES = 500;
    private static final int MOST_METHOD_LINES = 60;
    /** The formatter breaks code at 100; it leaves comments and texts alone. */
    private static final int MOST_COLUMNS = 120;

    private static final Set<String> NOT_IN_NAMES = Set.of(
            "Manager",
            "Helper",
            "Util",
            "Utils",
            "Provider",
            "Impl",
            "Abstract",
            "Base",
            "Default",
            "Segment");

    private static final Pattern TYPE_NAME =
            Pattern.compile("\\b(?:class|interface|record|enum)\\s+([A-Z]\\w*)");
    private static final Pattern IMPORT =
            Pattern.compile("(?m)^import (?:static )?(io\\.heddle(?:\\.[a-z]\\w*)*)");
    private static final Pattern PACKAGE = Pattern.compile("(?m)^package ([\\w.]+);");
    private static final Pattern NEVER =
            Pattern.compile("Arena\\.ofAuto|System\\.load|throws Exception\\b");
    private static final Pattern IN_COMMENTS =
            Pattern.compile("\\bTODO\\b|\\bFIXME\\b|\\bXXX\\b|@author");

    private static List<JavaFile> files = List.of();

    @BeforeAll
    static void read() throws IOException {
        files = SourceTree.read();
        assertTrue(files.size() > 50, "only " + files.size() + " files were found");
    }

    @Test
    void shouldKeepFilesShort() {
        List<String> offenders = new ArrayList<>();
        for (JavaFile file : files) {
            int lines = file.lines().size();
            if (lines > MOST_FILE_LINES) {
                offenders.add(file.path() + " has " + lines + " lines");
            }
        }
        none(offenders);
    }

    @Test
    void shouldKeepMethodsShort() {
        List<String> offenders = new ArrayList<>();
        for (JavaFile file : files) {
            for (Methods.Method method : Methods.of(file.code())) {
                if (method.lines() > MOST_METHOD_LINES) {
                    offenders.add(file.path() + ":" + method.line() + " has " + method.lines()
                            + " lines");
                }
            }
        }
        none(offenders);
    }

    @Test
    void shouldKeepLinesShort() {
        List<String> offenders = new ArrayList<>();
        for (JavaFile file : files) {
            List<String> lines = file.lines();
            for (int i = 0; i < lines.size(); i++) {
                String line = lines.get(i);
                boolean cannotBreak = line.startsWith("import ") || line.contains("http");
                if (line.length() > MOST_COLUMNS && !cannotBreak) {
                    offenders.add(file.path() + ":" + (i + 1) + " has " + line.length());
                }
            }
        }
        none(offenders);
    }

    @Test
    void shouldNameTypesByWhatTheyDo() {
        List<String> offenders = new ArrayList<>();
        for (JavaFile file : files) {
            Matcher matcher = TYPE_NAME.matcher(file.code());
            while (matcher.find()) {
                String name = matcher.group(1);
                for (String part : name.split("(?=[A-Z])")) {
                    if (NOT_IN_NAMES.contains(part)) {
                        offenders.add(file.path() + ": " + name);
                    }
                }
            }
        }
        none(offenders);
    }

    @Test
    void shouldImportLowerRowsOnly() {
        List<String> offenders = new ArrayList<>();
        for (JavaFile file : files) {
            Matcher own = PACKAGE.matcher(file.code());
            if (!file.isMain() || !own.find()) {
                continue;
            }
            Matcher imports = IMPORT.matcher(file.code());
            while (imports.find()) {
                String complaint = Rows.complaint(own.group(1), imports.group(1));
                if (complaint != null) {
                    offenders.add(file.path() + " imports " + complaint);
                }
            }
        }
        none(offenders);
    }

    @Test
    void shouldNotUseWhatTheStyleGuideForbids() {
        List<String> offenders = new ArrayList<>();
        for (JavaFile file : files) {
            if (file.isMain()) {
                offenders.addAll(found(file, file.code(), NEVER));
            }
            offenders.addAll(found(file, file.codeAndComments(), IN_COMMENTS));
        }
        none(offenders);
    }

    @Test
    void shouldFindWhatItLooksFor() {
        String text = String.join(
                "\n",
                "class FooManager {",
                "  /* { new Thread */ String brace = \"{\";",
                "  void run() throws Exception {",
                "    if (brace.isEmpty()) {",
                "    }",
                "    new Thread();",
                "  }",
                "}");
        JavaFile file = new JavaFile("bundles/drive/src/main/java/FooManager.java", text);
        assertEquals(List.of(new Methods.Method(3, 5)), Methods.of(file.code()));
        assertEquals(1, found(file, file.code(), NEVER).size());
        assertEquals("bundles/drive", file.module());
        String net = "io.heddle.net";
        assertTrue(Rows.complaint(net, "io.heddle.transport") != null);
        assertTrue(Rows.complaint(net, "io.heddle.layout") != null);
        assertTrue(Rows.complaint(net, "io.heddle.wire.internal") != null);
        assertTrue(Rows.complaint("io.heddle.rest", "io.heddle.drivers.ena") != null);
        assertTrue(Rows.complaint("io.heddle.drivers.ena", "io.heddle.drivers.e810") != null);
        assertTrue(Rows.complaint(net, "io.heddle.wire") == null);
    }

    private static List<String> found(JavaFile file, String text, Pattern pattern) {
        List<String> offenders = new ArrayList<>();
        String[] lines = text.split("\n");
        for (int i = 0; i < lines.length; i++) {
            Matcher matcher = pattern.matcher(lines[i]);
            if (matcher.find()) {
                offenders.add(file.path() + ":" + (i + 1) + ": " + matcher.group());
            }
        }
        return offenders;
    }

    private static void none(List<String> offenders) {
        assertTrue(offenders.isEmpty(), () -> "\n" + String.join("\n", offenders));
    }
}
