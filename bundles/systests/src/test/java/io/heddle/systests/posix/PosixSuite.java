package io.heddle.systests.posix;

import org.junit.jupiter.api.DynamicTest;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** All cases as tests on a folder, each in a new folder of its own under it. */
public final class PosixSuite {
    private PosixSuite() {}

    /** The tests, to be given to JUnit; they need root. */
    public static Stream<DynamicTest> tests(Path folder) {
        Map<String, Consumer<Calls>> cases = new LinkedHashMap<>();
        BiConsumer<String, Consumer<NameCases>> names =
                (name, test) -> cases.put(name, calls -> test.accept(new NameCases(calls)));
        names.accept("directories", NameCases::directories);
        names.accept("names", NameCases::names);
        names.accept("links", NameCases::links);
        names.accept("open files outlive their names", NameCases::openFilesOutliveTheirNames);
        names.accept("renames", NameCases::renames);
        names.accept("directory renames", NameCases::directoryRenames);
        names.accept("symlinks", NameCases::symlinks);
        names.accept("nodes", NameCases::nodes);
        names.accept("listing", NameCases::listing);
        names.accept("permissions", NameCases::permissions);
        BiConsumer<String, Consumer<FileCases>> files =
                (name, test) -> cases.put(name, calls -> test.accept(new FileCases(calls)));
        files.accept("opening", FileCases::opening);
        files.accept("appending", FileCases::appending);
        files.accept("modes", FileCases::modes);
        files.accept("times", FileCases::times);
        files.accept("sizes", FileCases::sizes);
        files.accept("holes", FileCases::holes);
        files.accept("random content", FileCases::randomContent);
        files.accept("extended attributes", FileCases::extendedAttributes);
        files.accept("whole file locks", FileCases::wholeFileLocks);
        files.accept("range locks", FileCases::rangeLocks);
        files.accept("temporaries", FileCases::temporaries);
        files.accept("copies", FileCases::copies);
        return cases.entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(
                        entry.getKey(), () -> run(folder, entry.getKey(), entry.getValue())));
    }

    private static void run(Path folder, String name, Consumer<Calls> test) {
        Path own = folder.resolve(name.replace(' ', '-'));
        try (var outside = new Calls(folder);
                var calls = new Calls(own)) {
            int status = outside.mkdir(own.toString(), 0755);
            if (status != 0) {
                throw new AssertionError("mkdir of " + own + " gives " + status);
            }
            test.accept(calls);
        }
    }
}
