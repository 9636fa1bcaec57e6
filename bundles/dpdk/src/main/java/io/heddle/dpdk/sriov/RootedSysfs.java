package io.heddle.dpdk.sriov;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.heddle.foreign.linux.Errno;
import io.heddle.runtime.StorageException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/** The files of a tree: of the live {@code /}, or of a recorded one. */
public final class RootedSysfs implements Sysfs {
    private final Path root;

    public RootedSysfs(Path root) {
        this.root = root;
    }

    private Path file(String path) {
        return root.resolve(path.substring(1));
    }

    @Override
    public @Nullable String read(String path) {
        try {
            return Files.readString(file(path)).strip();
        } catch (NoSuchFileException absent) {
            return null;
        } catch (IOException unreadable) {
            throw failed("cannot be read", path, unreadable);
        }
    }

    @Override
    public @Nullable String link(String path) {
        try {
            return Files.readSymbolicLink(file(path)).getFileName().toString();
        } catch (NoSuchFileException | NotLinkException absent) {
            return null;
        } catch (IOException unreadable) {
            throw failed("cannot be read", path, unreadable);
        }
    }

    @Override
    public List<String> list(String path) {
        try (Stream<Path> entries = Files.list(file(path))) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        } catch (NoSuchFileException | NotDirectoryException absent) {
            return List.of();
        } catch (IOException unreadable) {
            throw failed("cannot be listed", path, unreadable);
        }
    }

    @Override
    public void write(String path, String value) {
        // One write(2) without O_CREAT and O_TRUNC: the kernel takes the whole value or refuses it.
        try (FileChannel channel = FileChannel.open(file(path), StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(value.getBytes(UTF_8)));
        } catch (IOException refused) {
            throw failed("does not take '" + value.strip() + "'", path, refused);
        }
    }

    private static StorageException failed(String what, String path, IOException why) {
        return new StorageException(
                Errno.EIO,
                path + " " + what + " (" + why.getMessage()
                        + "); run as root, and look for the reason with `dmesg`.",
                why);
    }
}
