package io.heddle.launcher;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** A data folder that this process holds: its lock until the end, and its pid file. */
final class DataFolder implements AutoCloseable {
    private final Path path;
    private final FileChannel channel;
    private final Path pidFile;

    private DataFolder(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
        this.pidFile = path.resolve("heddle.pid");
    }

    /** Takes the folder, or returns null if another process holds it. */
    static @Nullable DataFolder take(Path data) throws IOException {
        Files.createDirectories(data);
        FileChannel channel = FileChannel.open(
                data.resolve("heddle.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = tryLock(channel);
        if (lock == null) {
            channel.close();
            return null;
        }
        return new DataFolder(data, channel);
    }

    Path path() {
        return path;
    }

    /** Writes {@code heddle.pid}; readers see the old or the new file, never half of one. */
    void publishPid() throws IOException {
        Path fresh = path.resolve(".heddle.pid");
        Files.writeString(fresh, ProcessHandle.current().pid() + "\n");
        Files.move(fresh, pidFile, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(pidFile);
        channel.close();
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException held) {
            return null;
        }
    }
}
