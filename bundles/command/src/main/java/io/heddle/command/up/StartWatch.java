package io.heddle.command.up;

import com.fasterxml.jackson.databind.JsonNode;

import io.heddle.command.CommandException;
import io.heddle.command.Exit;
import io.heddle.command.RestClient;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Waits until a container that was just started answers, and says what it waits for. */
final class StartWatch {
    /** Bundles start in 3 s; a busy machine takes longer. */
    private static final long CONTAINER_LIMIT_MS = 120_000;

    /** Recovery of a journal after a crash is a few seconds more. */
    private static final long MOUNT_LIMIT_MS = 180_000;

    /** Drivers are probed one after the other, each in milliseconds. */
    private static final long NETWORK_LIMIT_MS = 10_000;

    private static final long STEP_MS = 50;
    private static final long PATIENCE_MS = 5_000;

    private final Path data;
    private final Process process;
    private final long startedMs = System.currentTimeMillis();
    private long saidMs = startedMs;

    StartWatch(Path data, Process process) {
        this.data = data;
        this.process = process;
    }

    /** Waits for REST; the last status is the answer. */
    JsonNode container() {
        RestClient rest = RestClient.of(data);
        while (true) {
            try {
                JsonNode status = rest.get("/status");
                progress("the container answers");
                return status;
            } catch (CommandException notYet) {
                step(CONTAINER_LIMIT_MS, "The container does not answer: " + notYet.getMessage());
            }
        }
    }

    /** Waits for the choice of a driver; without one all I/O waits, and the summary says so. */
    void network() {
        long endMs = System.currentTimeMillis() + NETWORK_LIMIT_MS;
        while (Summary.driver(data) == null && System.currentTimeMillis() < endMs) {
            step(CONTAINER_LIMIT_MS, "No network driver was chosen.");
        }
    }

    /** Waits until the mounted file system answers. */
    void mount(MountFolder mount) {
        while (!(mount.isMounted() && mount.answers())) {
            step(MOUNT_LIMIT_MS, "The file system is not mounted: " + alerts());
        }
        progress(mount.path() + " is mounted and answers");
    }

    private String alerts() {
        try {
            StringBuilder texts = new StringBuilder();
            for (JsonNode alert : RestClient.of(data).get("/alerts")) {
                texts.append(alert.path("text").asText()).append(' ');
                texts.append(alert.path("remedy").asText()).append(' ');
            }
            return texts.isEmpty() ? "no alert says why." : texts.toString().trim();
        } catch (CommandException silent) {
            return silent.toString();
        }
    }

    private void step(long limitMs, String why) {
        if (!process.isAlive()) {
            throw failed("The container ended with " + process.exitValue() + ": " + lastWords());
        }
        long nowMs = System.currentTimeMillis();
        if (nowMs - startedMs > limitMs) {
            throw failed(why);
        }
        if (nowMs - saidMs > PATIENCE_MS) {
            progress("still waiting");
        }
        try {
            Thread.sleep(STEP_MS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw failed("Interrupted.");
        }
    }

    private CommandException failed(String why) {
        return new CommandException(
                Exit.FAILED, why + " (see " + data.resolve("log") + " for more)");
    }

    private String lastWords() {
        try {
            List<String> lines = Files.readAllLines(ContainerCommand.output(data));
            return lines.isEmpty() ? "it said nothing." : lines.get(lines.size() - 1);
        } catch (IOException unreadable) {
            return unreadable.toString();
        }
    }

    private void progress(String what) {
        saidMs = System.currentTimeMillis();
        long tenths = (saidMs - startedMs + 50) / 100;
        System.err.println("heddle: " + what + " (" + tenths / 10 + "." + tenths % 10 + " s)");
    }
}
