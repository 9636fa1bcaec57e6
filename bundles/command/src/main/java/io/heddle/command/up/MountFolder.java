package io.heddle.command.up;

import io.heddle.command.CommandException;
import io.heddle.command.Exit;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** The folder where an instance is mounted. */
final class MountFolder {
    private static final int ANSWER_S = 5;

    private final Path folder;

    MountFolder(Path folder) {
        this.folder = folder;
    }

    Path path() {
        return folder;
    }

    /** Why this machine or user cannot mount, with the remedy; null if it can. */
    static @Nullable String obstacle() {
        if (!Files.exists(Path.of("/dev/fuse"))) {
            return "/dev/fuse is not there: run \"modprobe fuse\", or start the container with"
                    + " --device /dev/fuse --cap-add SYS_ADMIN, then \"heddle down\" and"
                    + " \"heddle up\"";
        }
        if (!Tool.isRoot() && Tool.find("fusermount3") == null) {
            return "only root or fusermount3 can mount: run \"apt-get install fuse3\" or start as"
                    + " root, then \"heddle down\" and \"heddle up\"";
        }
        if (!Tool.isRoot() && !Files.isWritable(Path.of("/dev/fuse"))) {
            return "no right to open /dev/fuse: run \"chmod 666 /dev/fuse\" as root, then \"heddle"
                    + " down\" and \"heddle up\"";
        }
        return null;
    }

    /** Clears a stale mount of ours, and refuses a folder that is in use or not empty. */
    void prepare() {
        clearOurs();
        MountTable.Entry other = MountTable.read().at(folder);
        if (other != null) {
            throw refused("is in use: " + other.source() + " is mounted there");
        }
        try {
            if (Files.exists(folder) && !Files.isDirectory(folder)) {
                throw refused("is not a folder");
            }
            if (Files.exists(folder) && !isEmpty()) {
                throw refused("is not empty");
            }
        } catch (IOException unreadable) {
            throw new CommandException(
                    Exit.WRONG_USE,
                    "The mount folder " + folder + " cannot be read: " + unreadable + ".",
                    unreadable);
        }
    }

    /** Takes away a mount of an instance that is no more; returns whether there was one. */
    boolean clearOurs() {
        boolean cleared = false;
        MountTable.Entry entry = MountTable.read().at(folder);
        while (entry != null && entry.isOurs()) {
            unmount();
            cleared = true;
            entry = MountTable.read().at(folder);
        }
        return cleared;
    }

    boolean isMounted() {
        return MountTable.read().at(folder) != null;
    }

    /** Whether the file system behind the mount answers a question in time. */
    boolean answers() {
        CompletableFuture<Boolean> asked = new CompletableFuture<>();
        Thread asking = new Thread(() -> asked.complete(canList()), "asks " + folder);
        asking.setDaemon(true);
        asking.start();
        try {
            return asked.get(ANSWER_S, TimeUnit.SECONDS);
        } catch (TimeoutException silent) {
            return false;
        } catch (ExecutionException failed) {
            throw new IllegalStateException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private boolean canList() {
        try {
            isEmpty();
            return true;
        } catch (IOException failed) {
            return false;
        }
    }

    private boolean isEmpty() throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.findAny().isEmpty();
        }
    }

    private void unmount() {
        List<String> command = Tool.isRoot()
                ? List.of("umount", "-l", folder.toString())
                : List.of("fusermount3", "-u", "-z", folder.toString());
        Tool.Outcome outcome = Tool.run(command);
        if (outcome.exit() != 0) {
            throw new CommandException(
                    Exit.FAILED,
                    "The stale mount " + folder + " cannot be cleared: " + outcome.text() + ".");
        }
    }

    private CommandException refused(String why) {
        return new CommandException(
                Exit.WRONG_USE,
                "The mount folder " + folder + " " + why + ": name another one with --mount DIR.");
    }
}
