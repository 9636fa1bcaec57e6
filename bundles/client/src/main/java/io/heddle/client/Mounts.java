package io.heddle.client;

import java.nio.file.Path;
import java.util.List;

/** The service that mounts file systems on this machine; the FUSE front implements it. */
public interface Mounts {
    /** A mount; {@code queue} is the kernel interface in use, such as "classic". */
    record MountInfo(String fileSystem, Path directory, String queue) {}

    /** What is mounted, oldest first. */
    List<MountInfo> mounts();

    /**
     * Mounts a file system; not on a loop.
     *
     * @throws io.heddle.runtime.StorageException ENOENT no such file system or folder, ENOTEMPTY,
     *     ENODEV no /dev/fuse, EPERM, each with the remedy
     */
    MountInfo mount(String fileSystem, Path directory);

    /**
     * Unmounts; not on a loop.
     *
     * @throws io.heddle.runtime.StorageException EINVAL not one of ours, EBUSY in use
     */
    void unmount(Path directory);

    /** Bytes of memory outside the heap that the mounts and their handlers own; not on a loop. */
    long memoryBytes();

    /** Why the mount that {@code heddle up} asked for does not stand, or empty. */
    String refusal();
}
