package io.heddle.control;

import io.heddle.layout.ClusterView;

/** Decisions that must be agreed, for operators. Never in the path of an I/O; may block. */
public interface Control extends ClusterView {
    /**
     * Makes a file system.
     *
     * @param name letters, digits, dot, dash and underscore, at most 64
     * @param capacityBytes a limit, 0 for that of the cluster
     * @throws io.heddle.runtime.StorageException EEXIST, EINVAL, with the remedy
     */
    FileSystemInfo createFileSystem(String name, long capacityBytes);

    /**
     * Forgets a file system; its root must be empty, which the caller has checked.
     *
     * @throws io.heddle.runtime.StorageException ENOENT
     */
    void deleteFileSystem(String name);

    /** The number of copies of every byte. */
    int copies();

    /** The number of servers. */
    int serverCount();

    /** Where this member of the control group is reached, for people. */
    String managementAddress();
}
