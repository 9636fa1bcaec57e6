package io.heddle.net.lab;

import io.heddle.runtime.StorageException;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The command ip(8), for links of the kernel. */
public final class IpCommand {
    private static final int EIO = 5;
    private static final int EINTR = 4;
    private static final int ENODEV = 19;
    private static final int ETIMEDOUT = 110;
    private static final long LIMIT_S = 30;

    private record Said(int exit, String text) {}

    private IpCommand() {}

    /**
     * Runs lines such as {@code link del NAME} in one process, up to the first that fails.
     *
     * @throws StorageException what the command complained about
     */
    public static void run(List<String> lines) {
        if (lines.isEmpty()) {
            return;
        }
        Said said = start(String.join("\n", lines) + "\n", "-batch", "-");
        if (said.exit() != 0) {
            throw failed(lines.getFirst() + "` and what follows", said.text());
        }
    }

    /** What it prints. */
    static String output(String... arguments) {
        Said said = start("", arguments);
        if (said.exit() != 0) {
            throw failed(String.join(" ", arguments) + "`", said.text());
        }
        return said.text();
    }

    private static StorageException failed(String what, String why) {
        return new StorageException(
                EIO,
                "The kernel's links cannot be had: `ip " + what + " gave \""
                        + why.strip().replace('\n', ' ') + "\"; look at `ip -details link`.");
    }

    private static Said start(String input, String... arguments) {
        Process process = process(arguments);
        try (OutputStream in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException ended) {
            return end(process); // It tells why itself.
        }
        return end(process);
    }

    private static Said end(Process process) {
        try {
            byte[] said = process.getInputStream().readAllBytes();
            if (!process.waitFor(LIMIT_S, TimeUnit.SECONDS)) {
                throw new StorageException(
                        ETIMEDOUT, "`ip` does not end; look at what blocks the kernel's links.");
            }
            return new Said(process.exitValue(), new String(said, StandardCharsets.UTF_8));
        } catch (IOException unreadable) {
            return new Said(-1, unreadable.toString());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new StorageException(EINTR, "Interrupted while `ip` ran; try again.");
        } finally {
            process.destroyForcibly();
        }
    }

    private static Process process(String... arguments) {
        var line = new ArrayList<>(List.of("ip"));
        line.addAll(List.of(arguments));
        try {
            return new ProcessBuilder(line).redirectErrorStream(true).start();
        } catch (IOException absent) {
            throw new StorageException(
                    ENODEV, "The command `ip` is missing: run `apt-get install iproute2`.", absent);
        }
    }
}
