package io.heddle.bench.lab;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs the machine's own programs, such as ip and nft. */
public final class Shell {
    private static final long LIMIT_SECONDS = 60;

    private Shell() {}

    /** Whether a program can be found: on PATH, or where a normal user's PATH does not look. */
    public static boolean has(String program) {
        String folders = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/sbin:/usr/bin";
        for (String folder : folders.split(":")) {
            if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, program))) {
                return true;
            }
        }
        return false;
    }

    /** Whether this process is root's. */
    public static boolean isRoot() {
        try {
            return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        } catch (IOException | UnsupportedOperationException notLinux) {
            return false;
        }
    }

    /**
     * Runs a line of words without blanks in them.
     *
     * @return what it printed
     * @throws IOException with the line and what it said, if it fails
     */
    public static String run(String line) throws IOException, InterruptedException {
        return run(List.of(line.split(" ")), LIMIT_SECONDS);
    }

    /** The same by words, with a bound. */
    public static String run(List<String> words, long seconds)
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        try {
            process.getOutputStream().close();
            var output = CompletableFuture.supplyAsync(() -> read(process));
            String said = output.get(seconds, TimeUnit.SECONDS);
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                throw new IOException("'" + String.join(" ", words) + "' does not end.");
            }
            if (process.exitValue() != 0) {
                throw new IOException("'" + String.join(" ", words) + "' says: " + said.strip());
            }
            return said;
        } catch (TimeoutException late) {
            throw new IOException(
                    "'" + String.join(" ", words) + "' takes more than " + seconds + " s.", late);
        } catch (ExecutionException unreadable) {
            throw new IOException("'" + String.join(" ", words) + "' gave no output.", unreadable);
        } finally {
            process.destroyForcibly();
        }
    }

    private static String read(Process process) {
        try {
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException closed) {
            return "";
        }
    }

    /** Null if the line succeeds, else why not. */
    public static @Nullable String complaint(String line) throws InterruptedException {
        try {
            String unused = run(line);
            return null;
        } catch (IOException failed) {
            return failed.getMessage();
        }
    }
}
