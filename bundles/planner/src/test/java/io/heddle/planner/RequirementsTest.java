package io.heddle.planner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The table of requirements and their tests, {@code docs/requirements.md}: rows from
 * requirements.tsv, tests from the names of test methods in all modules. {@code
 * -Dheddle.requirements=write} writes it anew.
 */
class RequirementsTest {
    private static final Pattern TEST = Pattern.compile("void s([0-9]{1,3})[A-Z]\\w*\\(");
    private static final Pattern NUMBER = Pattern.compile("S([0-9]+)(?:-S([0-9]+))?");
    private static final int FIRST_OF_PART_B = 23;

    private static final Map<Integer, Set<String>> TESTS = new TreeMap<>();
    private static final List<Row> ROWS = new ArrayList<>();

    /** One row; {@code where} says where it lives if no test is named by it. */
    private record Row(String numbers, String kind, String text, String where) {
        List<Integer> all() {
            return NUMBER.matcher(numbers)
                    .results()
                    .flatMap(found -> {
                        int first = Integer.parseInt(found.group(1));
                        String last = found.group(2);
                        int end = last == null ? first : Integer.parseInt(last);
                        return IntStream.rangeClosed(first, end).boxed();
                    })
                    .toList();
        }

        boolean mustBeTested() {
            return all().getFirst() >= FIRST_OF_PART_B && kind.matches(".*[RNI].*");
        }

        List<String> tests() {
            return all().stream()
                    .flatMap(number -> TESTS.getOrDefault(number, Set.of()).stream())
                    .toList();
        }
    }

    @BeforeAll
    static void read() throws IOException {
        try (InputStream in = RequirementsTest.class.getResourceAsStream("requirements.tsv")) {
            String text =
                    new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            text.lines()
                    .map(line -> line.split("\t", -1))
                    .forEach(cells -> ROWS.add(new Row(cells[0], cells[1], cells[2], cells[3])));
        }
        for (Path file : testSources()) {
            Matcher test = TEST.matcher(Files.readString(file));
            String type = file.getFileName().toString().replace(".java", "");
            while (test.find()) {
                String name = test.group().substring("void ".length()).replace("(", "");
                TESTS.computeIfAbsent(Integer.valueOf(test.group(1)), _ -> new TreeSet<>())
                        .add(type + "." + name);
            }
        }
    }

    private static List<Path> testSources() throws IOException {
        List<Path> sources = new ArrayList<>();
        try (Stream<Path> folders = Files.list(root())) {
            for (Path folder : folders.toList()) {
                String name = folder.getFileName().toString();
                if (!name.equals("bundles") && !name.startsWith("drivers-")) {
                    continue;
                }
                try (Stream<Path> files = Files.walk(folder)) {
                    files.filter(file -> file.toString().endsWith(".java"))
                            .filter(file -> file.toString().contains("/src/test/"))
                            .forEach(sources::add);
                }
            }
        }
        return sources;
    }

    private static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("cnf/pom.xml"))) {
            folder = Objects.requireNonNull(folder.getParent(), "outside of the repository");
        }
        return folder;
    }

    @Test
    void shouldHaveATestForEachRuleNumberAndInterface() {
        List<String> without = ROWS.stream()
                .filter(row -> row.mustBeTested() && row.tests().isEmpty())
                .map(Row::numbers)
                .toList();
        assertEquals(List.of(), without);
    }

    @Test
    void shouldSayWhereEveryOtherRowLives() {
        List<String> without = ROWS.stream()
                .filter(row -> row.tests().isEmpty() && row.where().isBlank())
                .map(Row::numbers)
                .toList();
        assertEquals(List.of(), without);
        assertEquals(122, ROWS.stream().mapToInt(row -> row.all().size()).sum());
    }

    /** A golden test switches its rule off: a rule without one could be removed unseen. */
    @Test
    void shouldHaveAGoldenTestForEachRuleOfThePlanner() throws IOException {
        var proven = new TreeSet<String>();
        for (Path file : testSources()) {
            Matcher golden =
                    Pattern.compile("golden\\(\\s*\"(S[0-9]+)\"").matcher(Files.readString(file));
            while (golden.find()) {
                proven.add(golden.group(1));
            }
        }
        assertEquals(new TreeSet<>(Planner.rules()), proven);
    }

    @Test
    void shouldKeepTheTableUpToDate() throws IOException {
        Path file = root().resolve("docs/requirements.md");
        if ("write".equals(System.getProperty("heddle.requirements"))) {
            Files.writeString(file, table());
        }
        assertTrue(Files.exists(file), "docs/requirements.md is missing");
        assertEquals(
                table(),
                Files.readString(file),
                "The names of tests have changed: run mvn -pl bundles/planner -am test"
                        + " -Dtest=RequirementsTest -Dheddle.requirements=write"
                        + " -Dsurefire.failIfNoSpecifiedTests=false");
    }

    private static String table() {
        long must = ROWS.stream().filter(Row::mustBeTested).count();
        var text = new StringBuilder("""
                # Requirements and their tests

                Made by `RequirementsTest` of bundles/planner from the rows and from the names of tests, \
                which begin with the number of their row; `-Dheddle.requirements=write` makes it anew.
                Kinds: C capability, R rule, N number, I interface, \
                Q a claim that a benchmark measures, D background.
                """);
        text.append("All ").append(must).append("""
                 rows of kind R, N or I from S23 on have a test; the others say where they live.

                | # | kind | requirement | tests, or where it lives |
                |---|---|---|---|
                """);
        for (Row row : ROWS) {
            List<String> tests = row.tests();
            text.append("| ")
                    .append(row.numbers())
                    .append(" | ")
                    .append(row.kind())
                    .append(" | ")
                    .append(row.text())
                    .append(" | ")
                    .append(tests.isEmpty() ? row.where() : String.join("<br>", tests))
                    .append(" |\n");
        }
        return text.toString();
    }
}
