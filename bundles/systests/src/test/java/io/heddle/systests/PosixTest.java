package io.heddle.systests;

import io.heddle.systests.posix.PosixSuite;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The same cases on the mount and on the local file system, which shows that the cases are right. */
class PosixTest {
    /** What the cases were written against; others have no link counts of folders, or no O_TMPFILE. */
    private static final List<String> KNOWN = List.of("ext4", "xfs");

    private static void requireRoot() throws IOException {
        Assumptions.assumeTrue(
                Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0),
                "SKIPPED: the cases change owners, which needs root");
    }

    @TestFactory
    Stream<DynamicTest> shouldHoldOnTheLocalFileSystem() throws IOException {
        requireRoot();
        Path folder = Path.of(System.getProperty("heddle.work"), "posix-local");
        HeddleProcess.delete(folder);
        Files.createDirectories(folder);
        String type = Files.getFileStore(folder).type();
        Assumptions.assumeTrue(
                KNOWN.contains(type),
                "SKIPPED: " + folder + " is on " + type + ", which differs from POSIX in places");
        return PosixSuite.tests(folder);
    }

    /** Give a folder of any file system with {@code -Dheddle.posix=DIR}. */
    @TestFactory
    @EnabledIfSystemProperty(named = "heddle.posix", matches = ".+")
    Stream<DynamicTest> shouldHoldInTheGivenFolder() throws IOException {
        requireRoot();
        Path parent = Path.of(System.getProperty("heddle.posix"));
        return PosixSuite.tests(
                Files.createDirectory(parent.resolve("posix-" + System.nanoTime())));
    }

    @org.junit.jupiter.api.Nested
    @TestInstance(Lifecycle.PER_CLASS)
    class OnTheMount {
        private HeddleProcess heddle;

        @BeforeAll
        void up() throws Exception {
            requireRoot();
            heddle = HeddleProcess.prepare("posix", "--capacity", "1G");
            heddle.up();
        }

        @TestFactory
        Stream<DynamicTest> shouldHold() {
            return PosixSuite.tests(heddle.mount());
        }

        @AfterAll
        void down() throws Exception {
            if (heddle != null) {
                heddle.close();
            }
        }
    }
}
