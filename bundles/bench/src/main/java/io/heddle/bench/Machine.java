package io.heddle.bench;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Where a figure was taken: a figure without its machine says nothing. */
public final class Machine {
    private static final long GIT_SECONDS = 10;

    /** The same for the life of the process. */
    private static final String COMMIT = commit();

    private Machine() {}

    /** Cores, kernel, the load average of the last minute now, and the commit of the checkout. */
    public static String line() {
        return "%d cores, Linux %s, load %s, commit %s"
                .formatted(
                        Runtime.getRuntime().availableProcessors(),
                        System.getProperty("os.version"),
                        load(),
                        COMMIT);
    }

    private static String load() {
        try {
            return Files.readString(Path.of("/proc/loadavg")).split(" ")[0];
        } catch (IOException unreadable) {
            return "unknown";
        }
    }

    /** The commit of the checkout that this was built in, or "unknown" in an unpacked distribution. */
    private static String commit() {
        Path folder = ownFolder();
        while (folder != null && !Files.exists(folder.resolve(".git"))) {
            folder = folder.getParent();
        }
        if (folder == null) {
            return "unknown";
        }
        try {
            Process git = new ProcessBuilder(
                            "git",
                            "-C",
                            folder.toString(),
                            "describe",
                            "--always",
                            "--dirty",
                            "--exclude=*")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String said =
                    new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return git.waitFor(GIT_SECONDS, TimeUnit.SECONDS) && git.exitValue() == 0
                    ? said
                    : "unknown";
        } catch (IOException noGit) {
            return "unknown";
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return "unknown";
        }
    }

    private static @org.jspecify.annotations.Nullable Path ownFolder() {
        try {
            var source = Machine.class.getProtectionDomain().getCodeSource();
            return source == null ? null : Path.of(source.getLocation().toURI());
        } catch (URISyntaxException notAFile) {
            return null;
        }
    }
}
