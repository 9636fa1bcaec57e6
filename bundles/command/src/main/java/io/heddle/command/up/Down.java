package io.heddle.command.up;

import io.heddle.command.CommandException;
import io.heddle.command.Exit;
import io.heddle.command.Heddle;
import io.heddle.command.InstanceFile;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.util.Properties;
import java.util.concurrent.Callable;

/** Stops an instance: flushes, unmounts, ends its JVM. */
@Command(name = "down", description = "Flushes, unmounts and stops.")
public final class Down implements Callable<Integer> {
    /** The container gives its bundles 60 s; the rest is for a busy machine. */
    private static final long LIMIT_MS = 90_000;

    private static final long STEP_MS = 50;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        Path data = Heddle.of(spec).data();
        Properties written = InstanceFile.open(data);
        if (written == null) {
            throw new CommandException(
                    Exit.WRONG_USE,
                    "There is no instance in " + data + ": name one with --data DIR.");
        }
        ContainerProcess container = new ContainerProcess(data);
        boolean wasRunning = container.isRunning();
        if (wasRunning) {
            stop(data, container);
        }
        String mount = written.getProperty("mount", "");
        boolean wasLeft = !mount.isEmpty() && new MountFolder(Path.of(mount)).clearOurs();
        System.err.println(wasRunning ? "heddle: stopped" : "heddle: nothing was running");
        int links = LabLeftovers.isNobodyThere(data) ? LabLeftovers.remove(data) : 0;
        if (links > 0) {
            System.err.println(
                    "heddle: " + links + " interfaces of the lab were left and are" + " removed");
        }
        if (wasLeft) {
            System.err.println("heddle: " + mount + " was still mounted and is cleared");
        }
        return Exit.DONE;
    }

    private static void stop(Path data, ContainerProcess container) throws InterruptedException {
        long startMs = System.currentTimeMillis();
        boolean asked = false;
        while (container.isRunning()) {
            ProcessHandle process = container.handle();
            if (!asked && process != null) {
                asked = process.destroy();
                System.err.println("heddle: stopping process " + process.pid());
            }
            if (System.currentTimeMillis() - startMs > LIMIT_MS) {
                String pid = process == null ? "of the instance" : Long.toString(process.pid());
                throw new CommandException(
                        Exit.FAILED,
                        "The instance in " + data + " does not stop: see " + data.resolve("log")
                                + ", or end process " + pid + " with kill -9; what was fsynced"
                                + " stays.");
            }
            Thread.sleep(STEP_MS);
        }
    }
}
