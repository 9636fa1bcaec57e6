package io.heddle.fusehost.internal;

import io.heddle.foreign.linux.Errno;
import io.heddle.foreign.linux.Linux;
import io.heddle.foreign.linux.Syscall;
import io.heddle.runtime.StorageException;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** The folder of a mount: checked, cleared of a dead mount of ours, mounted on and unmounted. */
final class MountPoint {
    private static final String SUBTYPE = "heddle";
    private static final String TYPE = "fuse." + SUBTYPE;
    private static final Logger LOG = LoggerFactory.getLogger(MountPoint.class);
    private static final int MS_NOSUID = 2;
    private static final int MS_NODEV = 4;
    private static final int MNT_DETACH = 2;
    private static final long PROBE_MS = 3_000;
    private static final long UNMOUNT_MS = 10_000;
    private static final String READ_AHEAD_KIB = "1024";

    private final Path directory;
    private @Nullable String device;

    /** @param directory of the mount; its parent must exist */
    MountPoint(Path directory) {
        this.directory = resolve(directory.toAbsolutePath().normalize());
    }

    private static Path resolve(Path path) {
        Path parent = path.getParent();
        if (parent == null) {
            throw new StorageException(
                    Errno.EINVAL, "cannot mount on " + path + ": name a folder below /");
        }
        try {
            return parent.toRealPath().resolve(path.getFileName());
        } catch (IOException e) {
            throw new StorageException(
                    Errno.ENOENT, "cannot mount on " + path + ": create the folder first", e);
        }
    }

    Path directory() {
        return directory;
    }

    /** Clears a dead mount of ours and checks that the folder can be mounted on. */
    void prepare() {
        try (Linux linux = new Linux()) {
            while (deviceOf() != null && isDead()) {
                LOG.warn("clearing the mount of a dead process on {}", directory);
                detach(linux);
            }
        }
        if (deviceOf() != null) {
            throw new StorageException(
                    Errno.EBUSY,
                    "%s is mounted already by another process: run \"heddle down\" there, or umount %s"
                            .formatted(directory, directory));
        }
        if (!Files.isDirectory(directory)) {
            boolean exists = Files.exists(directory);
            throw new StorageException(
                    exists ? Errno.ENOTDIR : Errno.ENOENT,
                    "cannot mount on %s: %s"
                            .formatted(
                                    directory,
                                    exists ? "it is not a folder" : "create the folder first"));
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            if (entries.iterator().hasNext()) {
                throw new StorageException(
                        Errno.ENOTEMPTY,
                        "cannot mount on %s: it is not empty and its files would be hidden; choose an"
                                        .formatted(directory)
                                + " empty folder");
            }
        } catch (IOException e) {
            throw new StorageException(
                    Errno.EACCES, "cannot mount on " + directory + ": it cannot be read", e);
        }
    }

    /**
     * Mounts, with mount(2) or, where that is not permitted, through fusermount3.
     *
     * @return the descriptor of the mount, non-blocking
     */
    int mount(Linux linux, String source) {
        int session = FuseHostComponent.open(linux);
        long result = mount(linux, source, session);
        if (result < 0) {
            linux.close(session);
        }
        if (result == -Errno.EPERM || result == -Errno.EACCES) {
            Fusermount program = Fusermount.find();
            if (program == null) {
                throw new StorageException(
                        Errno.EPERM,
                        "not permitted to mount on %s: run as root, run \"apt-get install fuse3\" for %s, or"
                                        .formatted(directory, Fusermount.NAME)
                                + " give the container CAP_SYS_ADMIN");
            }
            session = program.mount(linux, source, SUBTYPE, directory);
        } else if (result < 0) {
            throw new StorageException(
                    (int) -result,
                    "mounting on %s failed with errno %d: see dmesg".formatted(directory, -result));
        }
        device = deviceOf();
        return session;
    }

    private long mount(Linux linux, String source, int session) {
        String options = "fd=%d,rootmode=40000,user_id=0,group_id=0,allow_other,default_permissions"
                .formatted(session);
        try (Arena arena = Arena.ofConfined()) {
            return linux.syscall(
                    Syscall.MOUNT,
                    arena.allocateFrom(source).address(),
                    arena.allocateFrom(directory.toString()).address(),
                    arena.allocateFrom(TYPE).address(),
                    MS_NOSUID | MS_NODEV,
                    arena.allocateFrom(options).address(),
                    0);
        }
    }

    /** The kernel caps read-ahead at 128 KiB for a new mount; best effort, sysfs may be read-only. */
    void raiseReadAhead() {
        try {
            Files.writeString(
                    Path.of("/sys/class/bdi/" + device + "/read_ahead_kb"), READ_AHEAD_KIB);
        } catch (IOException e) {
            LOG.warn(
                    "read-ahead of {} stays at 128 KiB, large reads are slower: {}",
                    directory,
                    e.toString());
        }
    }

    /**
     * Unmounts. If it is busy or does not answer: an error, or with {@code force} the mount leaves the
     * tree at once and ends with its last user.
     */
    void unmount(boolean force) {
        if (deviceOf() == null) {
            return; // Somebody else has.
        }
        long result = unmountWithin(UNMOUNT_MS);
        if (result == 0 || result == -Errno.EINVAL || result == -Errno.ENOENT) {
            return;
        }
        if (!force) {
            throw new StorageException(
                    Errno.EBUSY,
                    "%s is in use (errno %d): stop the programs that use it (fuser -vm %s), or force"
                            .formatted(directory, -result, directory));
        }
        try (Linux linux = new Linux()) {
            detach(linux);
        }
    }

    /** Writing back what is dirty needs the handler, so this could wait for ever: it is bounded. */
    private long unmountWithin(long timeoutMs) {
        var result = new AtomicLong(-Errno.ETIMEDOUT);
        Thread thread = Thread.ofPlatform().daemon().name("fuse-unmount").start(() -> {
            try (Linux linux = new Linux()) {
                result.set(unmount(linux, 0));
            }
        });
        try {
            thread.join(timeoutMs);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return result.get();
    }

    void detach(Linux linux) {
        unmount(linux, MNT_DETACH);
    }

    private long unmount(Linux linux, int flags) {
        long result;
        try (Arena arena = Arena.ofConfined()) {
            result = linux.syscall(
                    Syscall.UMOUNT2,
                    arena.allocateFrom(directory.toString()).address(),
                    flags,
                    0,
                    0,
                    0,
                    0);
        }
        Fusermount program = result == -Errno.EPERM ? Fusermount.find() : null;
        return program == null
                ? result
                : program.unmount(linux, directory, (flags & MNT_DETACH) != 0);
    }

    /** Whether a stat fails with ENOTCONN; on a thread, since a live one may not answer at all. */
    private boolean isDead() {
        var errno = new AtomicLong(0);
        Thread thread = Thread.ofPlatform().daemon().name("fuse-probe").start(() -> {
            try (Linux linux = new Linux()) {
                int descriptor = linux.open(directory.toString(), 0x1_0000 | 0x8_0000, 0);
                errno.set(descriptor);
                if (descriptor >= 0) {
                    linux.close(descriptor);
                }
            }
        });
        try {
            thread.join(TimeUnit.MILLISECONDS.toMillis(PROBE_MS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return errno.get() == -Errno.ENOTCONN;
    }

    /** The device number of the topmost mount on the folder, such as "0:52", or null. */
    private @Nullable String deviceOf() {
        List<String> lines;
        try {
            lines = Files.readAllLines(Path.of("/proc/self/mountinfo"));
        } catch (IOException e) {
            throw new StorageException(Errno.EIO, "/proc/self/mountinfo cannot be read", e);
        }
        String escaped = directory
                .toString()
                .replace("\\", "\\134")
                .replace(" ", "\\040")
                .replace("\t", "\\011")
                .replace("\n", "\\012");
        String found = null;
        for (String line : lines) {
            String[] fields = line.split(" ");
            if (fields.length > 4
                    && fields[4].equals(escaped)
                    && line.contains(" - " + TYPE + " ")) {
                found = fields[2];
            }
        }
        return found;
    }
}
