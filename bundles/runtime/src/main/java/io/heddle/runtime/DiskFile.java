package io.heddle.runtime;

import java.lang.foreign.MemorySegment;

/**
 * A drive file of fixed size. Transfers are asynchronous, complete on the loop and may complete out
 * of order. Memory is borrowed until the completion. Sector alignment as in {@link Disk}.
 */
public interface DiskFile extends AutoCloseable {
    long sizeBytes();

    /**
     * Reads at once, blocking: for recovery before an agent serves, never afterwards.
     *
     * @return bytes read or -errno
     */
    int readNow(long position, MemorySegment to, long offset, int lengthBytes);

    /** Starts a read; the completion gets bytes or -errno. */
    void read(
            long position,
            MemorySegment to,
            long offset,
            int lengthBytes,
            DiskCompletion done,
            long token);

    /**
     * Starts a write.
     *
     * @param durable whether the completion means that it survives a power cut (RWF_DSYNC)
     */
    void write(
            long position,
            MemorySegment from,
            long offset,
            int lengthBytes,
            boolean durable,
            DiskCompletion done,
            long token);

    /** Makes all completed writes of this file durable (fdatasync). */
    void flush(DiskCompletion done, long token);

    /** Closes after transfers in flight have completed. */
    @Override
    void close();
}
