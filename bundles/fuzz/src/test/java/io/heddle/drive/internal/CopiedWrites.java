package io.heddle.drive.internal;

import io.heddle.runtime.DiskCompletion;
import io.heddle.runtime.DiskFile;

import java.lang.foreign.MemorySegment;

/** Takes what the shipped code writes of a file into memory, so that formats are not built twice. */
record CopiedWrites(MemorySegment content) implements DiskFile {
    @Override
    public long sizeBytes() {
        return content.byteSize();
    }

    @Override
    public int readNow(long position, MemorySegment to, long offset, int lengthBytes) {
        throw new AssertionError("only writes are copied");
    }

    @Override
    public void read(
            long position,
            MemorySegment to,
            long offset,
            int lengthBytes,
            DiskCompletion done,
            long token) {
        throw new AssertionError("only writes are copied");
    }

    @Override
    public void write(
            long position,
            MemorySegment from,
            long offset,
            int lengthBytes,
            boolean durable,
            DiskCompletion done,
            long token) {
        MemorySegment.copy(from, offset, content, position, lengthBytes);
    }

    @Override
    public void flush(DiskCompletion done, long token) {
        throw new AssertionError("only writes are copied");
    }

    @Override
    public void close() {
        // Memory of the test.
    }
}
