package io.heddle.fusehost.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Mounts as a user without any capability, through fusermount3, in a process of that user. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class UserMountTest {
    private static final String NOBODY = "65534";

    @TempDir
    Path folder;

    @BeforeEach
    void needsAnotherUser() throws IOException {
        Assumptions.assumeTrue(
                "root".equals(System.getProperty("user.name")),
                "SKIPPED: needs root, to become another user");
        Assumptions.assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/setpriv")),
                "SKIPPED: needs setpriv (apt-get install util-linux)");
        Assumptions.assumeTrue(
                Fusermount.find() != null, "SKIPPED: needs fusermount3 (apt-get install fuse3)");
        Path device = Path.of("/dev/fuse");
        Assumptions.assumeTrue(
                Files.exists(device)
                        && PosixFilePermissions.toString(Files.getPosixFilePermissions(device))
                                .endsWith("rw-"),
                "SKIPPED: needs a /dev/fuse that everybody may open");
    }

    @Test
    void shouldMountAndUnmountAsAUserWithoutRights() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path directory = Files.createDirectory(folder.resolve("m n"));
        Files.setAttribute(
                directory, "unix:uid", Integer.parseInt(NOBODY), LinkOption.NOFOLLOW_LINKS);
        Path out = folder.resolve("out");
        Assumptions.assumeTrue(
                asNobody(out, "-version") == 0,
                "SKIPPED: other users may not run this JDK: " + Files.readString(out));
        int exit = asNobody(
                out,
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                readableClassPath(),
                UserMount.class.getName(),
                directory.toString());
        String text = Files.readString(out);
        assertEquals(0, exit, text);
        assertTrue(text.contains(UserMount.DONE), text);
        assertTrue(!Files.readString(Path.of("/proc/self/mountinfo"))
                .contains(folder.getFileName().toString()));
    }

    /** Runs java with these arguments as that user. @return its exit code */
    private int asNobody(Path out, String... arguments) throws IOException, InterruptedException {
        var line = new ArrayList<>(List.of(
                "/usr/bin/setpriv",
                "--reuid=" + NOBODY,
                "--regid=" + NOBODY,
                "--clear-groups",
                "--inh-caps=-all",
                Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        line.addAll(List.of(arguments));
        return new ProcessBuilder(line)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start()
                .waitFor();
    }

    /** A copy of this process's classes that everybody may read: the repository may be root's own. */
    private String readableClassPath() throws IOException {
        String path = System.getProperty(
                "surefire.test.class.path", System.getProperty("java.class.path"));
        var copies = new ArrayList<String>();
        for (String entry : path.split(File.pathSeparator)) {
            Path from = Path.of(entry);
            Path to = folder.resolve("classes" + copies.size());
            if (Files.exists(from)) {
                copy(from, to);
                copies.add(to.toString());
            }
        }
        return String.join(File.pathSeparator, copies);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : all.toList()) {
                Path copy = to.resolve(from.relativize(path).toString());
                Files.copy(path, copy);
                Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
        }
    }
}
