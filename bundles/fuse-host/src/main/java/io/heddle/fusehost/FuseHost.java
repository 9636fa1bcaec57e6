package io.heddle.fusehost;

import io.heddle.runtime.Loop;

import java.nio.file.Path;

/**
 * Keeps the kernel's descriptors, clones and request buffers of all mounts, and survives an update of
 * the handler. Without a handler requests wait in the kernel's queue.
 */
public interface FuseHost {
    /**
     * Mounts and starts reading; not on a loop. INIT is answered here.
     *
     * @param source shown in /proc/mounts, such as "heddle:main"
     * @throws io.heddle.runtime.StorageException ENODEV no /dev/fuse, EPERM no right to mount,
     *     ENOTEMPTY, ENOENT, each with the remedy
     */
    FuseMount mount(String source, Path directory, Loop loop);

    /** The mounts that stand, oldest first. */
    java.util.List<FuseMount> mounts();
}
