package io.heddle.command.up;

import io.heddle.command.CommandException;
import io.heddle.command.Exit;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** The JVM that serves a data folder, if there is one. */
final class ContainerProcess {
    private final Path data;

    ContainerProcess(Path data) {
        this.data = data;
    }

    /** Whether some process holds the folder's lock; true from its start to its end. */
    boolean isRunning() {
        Path lock = data.resolve("heddle.lock");
        if (!Files.exists(lock)) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE);
                FileLock mine = channel.tryLock()) {
            return mine == null;
        } catch (IOException denied) {
            throw new CommandException(
                    Exit.FAILED,
                    "No right to use the data folder " + data + ": run as the user who owns it.",
                    denied);
        }
    }

    /** The process of the pid file while the lock is held; null if it is not written yet. */
    @Nullable
    ProcessHandle handle() {
        try {
            String pid = Files.readString(data.resolve("heddle.pid")).trim();
            Optional<ProcessHandle> handle = ProcessHandle.of(Long.parseLong(pid));
            return handle.filter(ProcessHandle::isAlive).orElse(null);
        } catch (IOException | NumberFormatException none) {
            return null;
        }
    }
}
