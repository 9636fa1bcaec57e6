package io.heddle.testkit.driver;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** Runs a command of the system, such as {@code ip}. */
public final class Command {
    private static final long MOST_SECONDS = 60;

    private Command() {}

    /** What it complained about, or null if it went well. */
    public static @Nullable String run(String command) throws IOException {
        Process process;
        try {
            process = new ProcessBuilder(command.split(" "))
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException absent) {
            return absent.getMessage();
        }
        try {
            byte[] said = process.getInputStream().readAllBytes();
            if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return "it does not end";
            }
            return process.exitValue() == 0
                    ? null
                    : new String(said, StandardCharsets.UTF_8).strip();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }
}
