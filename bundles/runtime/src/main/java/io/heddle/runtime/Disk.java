package io.heddle.runtime;

import java.util.List;

/**
 * A folder of drive files. In production they are opened O_DIRECT and driven by the loop's io_uring;
 * in simulation they drop, tear or keep unflushed writes at a power cut.
 */
public interface Disk {
    /** Positions, lengths and memory offsets of all transfers are multiples of this. */
    int SECTOR_BYTES = 512;

    /** Names of the files that exist. */
    List<String> names();

    /**
     * Creates a file of a fixed size and makes its existence durable.
     *
     * @param zeroed true writes zeros once (a durable write into merely allocated space costs twice
     *     as much), false only allocates
     * @throws StorageException ENOSPC, EEXIST, EIO
     */
    DiskFile create(String name, long sizeBytes, boolean zeroed);

    /**
     * Opens an existing file.
     *
     * @throws StorageException ENOENT, EIO
     */
    DiskFile open(String name);

    /** Deletes a file; harmless when it is absent. */
    void delete(String name);
}
