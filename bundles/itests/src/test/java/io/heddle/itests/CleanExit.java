package io.heddle.itests;

import org.junit.runner.Description;
import org.junit.runner.notification.Failure;
import org.junit.runner.notification.RunNotifier;
import org.junit.runners.model.InitializationError;
import org.ops4j.pax.exam.junit.PaxExam;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Runs a class that mounts in the container, and looks from outside, after the framework has
 * stopped, whether it left a mount, a thread or a descriptor. Skips aloud where nothing can be
 * mounted.
 */
public final class CleanExit extends PaxExam {
    private static final long LIMIT_MS = 120_000;

    private final Class<?> tests;

    public CleanExit(Class<?> tests) throws InitializationError {
        super(tests);
        this.tests = tests;
    }

    @Override
    public void run(RunNotifier notifier) {
        if (!Files.isWritable(Path.of("/dev/fuse"))
                || !"root".equals(System.getProperty("user.name"))) {
            System.err.println("SKIPPED: " + tests.getName() + ": mounting needs root, /dev/fuse");
            notifier.fireTestIgnored(getDescription());
            return;
        }
        super.run(notifier);
        var stopped = Description.createTestDescription(tests, "shouldLeaveNothingBehind");
        notifier.fireTestStarted(stopped);
        try {
            lookAround();
        } catch (AssertionError | IOException | InterruptedException e) {
            notifier.fireTestFailure(new Failure(stopped, e));
        }
        notifier.fireTestFinished(stopped);
    }

    private static void lookAround() throws IOException, InterruptedException {
        List<String> left = List.of("never looked");
        for (long end = System.currentTimeMillis() + LIMIT_MS;
                !left.isEmpty() && System.currentTimeMillis() < end;
                Thread.sleep(50)) {
            left = Census.take().ofHeddle();
        }
        if (!left.isEmpty()) {
            throw new AssertionError("left after the framework stopped: " + left);
        }
    }
}
