package io.heddle.command.up;

import io.heddle.command.CommandException;
import io.heddle.command.Exit;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Programs of the system. */
final class Tool {
    /** What a program said and how it ended. */
    record Outcome(int exit, String text) {}

    private Tool() {}

    /** Where a program is on PATH, or null. */
    static @Nullable Path find(String name) {
        String path = System.getenv("PATH");
        for (String folder : (path == null ? "/usr/bin:/bin" : path).split(":")) {
            Path program = Path.of(folder, name);
            if (Files.isExecutable(program)) {
                return program;
            }
        }
        return null;
    }

    static boolean isRoot() {
        try {
            // In a container the user may have no name.
            return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        } catch (IOException unreadable) {
            return false;
        }
    }

    static Outcome run(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            byte[] output = process.getInputStream().readAllBytes();
            String text = new String(output, StandardCharsets.UTF_8).trim();
            return new Outcome(process.waitFor(), text);
        } catch (IOException absent) {
            return new Outcome(127, absent.toString());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new CommandException(Exit.FAILED, "Interrupted.", interrupted);
        }
    }
}
