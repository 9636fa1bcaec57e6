package io.heddle.runtime.internal;

import io.heddle.foreign.linux.Errno;
import io.heddle.foreign.linux.Linux;
import io.heddle.runtime.Disk;
import io.heddle.runtime.DiskFile;
import io.heddle.runtime.Events;
import io.heddle.runtime.StorageException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder of drive files, opened O_DIRECT where its file system can. A file is made under another
 * name and renamed when it is whole and durable, so a crash never leaves half of one.
 */
final class UringDisk implements Disk {
    private static final int O_RDWR = 2;
    private static final int O_CREAT_EXCL = 0100 | 0200;
    private static final int O_DIRECT = 040000;
    private static final int O_DIRECTORY = 0200000;
    private static final int O_CLOEXEC = 02000000;
    private static final int ZERO_BYTES = 1 << 20;
    private static final String UNFINISHED = ".new";

    private final Path folder;
    private final DiskRing ring;
    private final Events events;

    UringDisk(Path folder, DiskRing ring, Events events) {
        this.folder = folder;
        this.ring = ring;
        this.events = events;
    }

    @Override
    public List<String> names() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .filter(name -> !name.endsWith(UNFINISHED))
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException failure) {
            throw new StorageException(
                    Errno.EIO, "Folder " + folder + " cannot be listed: check the drive.", failure);
        }
    }

    @Override
    public DiskFile create(String name, long sizeBytes, boolean zeroed) {
        if (sizeBytes <= 0 || sizeBytes % SECTOR_BYTES != 0) {
            throw new StorageException(
                    Errno.EINVAL, sizeBytes + " bytes for " + name + " are no whole sectors.");
        }
        Path whole = folder.resolve(name);
        Path unfinished = folder.resolve(name + UNFINISHED);
        if (Files.exists(whole)) {
            throw new StorageException(Errno.EEXIST, whole + " exists: delete it first.");
        }
        try (Linux linux = new Linux()) {
            Files.createDirectories(folder);
            Files.deleteIfExists(unfinished);
            fill(linux, unfinished, sizeBytes, zeroed);
            Files.move(unfinished, whole);
            syncFolder(linux);
        } catch (IOException failure) {
            throw new StorageException(
                    Errno.EIO, whole + " cannot be made: check the drive.", failure);
        }
        return open(name);
    }

    private void fill(Linux linux, Path file, long sizeBytes, boolean zeroed) {
        int fd = check(linux.open(file.toString(), O_RDWR | O_CREAT_EXCL | O_CLOEXEC, 0600), file);
        try (Arena arena = Arena.ofConfined()) {
            int allocated = linux.fallocate(fd, 0, 0, sizeBytes);
            if (allocated != -Errno.EOPNOTSUPP) {
                check(allocated, file);
            }
            if (zeroed || allocated < 0) {
                zero(linux, fd, arena.allocate(ZERO_BYTES, 4096), sizeBytes, file);
            }
            check(linux.fsync(fd), file);
        } catch (StorageException failure) {
            linux.close(fd);
            file.toFile().delete();
            throw failure;
        }
        linux.close(fd);
    }

    private void zero(Linux linux, int fd, MemorySegment zeros, long sizeBytes, Path file) {
        long done = 0;
        long told = 0;
        while (done < sizeBytes) {
            long wanted = Math.min(ZERO_BYTES, sizeBytes - done);
            long result = linux.pwrite(fd, zeros.address(), wanted, done);
            if (result != -Errno.EINTR) {
                done += check((int) result, file);
            }
            if (done - told >= 1L << 32) {
                told = done;
                events.event(
                        "disk-create",
                        file + ": " + (done >> 30) + " of " + (sizeBytes >> 30)
                                + " GiB are zeroed");
            }
        }
    }

    @Override
    public DiskFile open(String name) {
        Path file = folder.resolve(name);
        try (Linux linux = new Linux()) {
            int fd = linux.open(file.toString(), O_RDWR | O_DIRECT | O_CLOEXEC, 0);
            if (fd == -Errno.EINVAL || (fd >= 0 && !takesSectors(linux, fd))) {
                if (fd >= 0) {
                    linux.close(fd);
                }
                events.event(
                        "disk-buffered",
                        file + " is opened through the page cache, because"
                                + " its file system refuses O_DIRECT with " + SECTOR_BYTES
                                + " byte sectors; writes stay durable when asked, but cost more CPU");
                fd = linux.open(file.toString(), O_RDWR | O_CLOEXEC, 0);
            }
            check(fd, file);
            return new UringDiskFile(ring, file.toString(), fd, file.toFile().length());
        }
    }

    /** Tries the smallest transfer that the contract promises. */
    private static boolean takesSectors(Linux linux, int fd) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(2 * SECTOR_BYTES, 4096);
            return linux.pread(fd, memory.address() + SECTOR_BYTES, SECTOR_BYTES, 0)
                    != -Errno.EINVAL;
        }
    }

    @Override
    public void delete(String name) {
        try (Linux linux = new Linux()) {
            if (Files.deleteIfExists(folder.resolve(name))) {
                syncFolder(linux);
            }
        } catch (IOException failure) {
            throw new StorageException(
                    Errno.EIO,
                    folder.resolve(name) + " cannot be deleted: check the drive.",
                    failure);
        }
    }

    private void syncFolder(Linux linux) {
        int fd = check(linux.open(folder.toString(), O_DIRECTORY | O_CLOEXEC, 0), folder);
        int result = linux.fsync(fd);
        linux.close(fd);
        check(result, folder);
    }

    private static int check(int result, Path file) {
        if (result < 0) {
            String remedy = result == -Errno.ENOSPC ? "make room on that drive" : "check the drive";
            throw new StorageException(
                    -result, file + ": the kernel answers errno " + -result + ": " + remedy + ".");
        }
        return result;
    }
}
