package io.heddle.drive.internal;

import io.heddle.runtime.Disk;
import io.heddle.runtime.DiskCompletion;
import io.heddle.runtime.DiskFile;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Files in memory: those of a disk are there to be read at opening and are written by nobody; one
 * alone takes what the shipped code writes, so that formats are not built twice.
 */
final class MemoryDisk implements Disk {
    private final Map<String, MemorySegment> files = new TreeMap<>();

    void put(String name, MemorySegment content) {
        files.put(name, content);
    }

    @Override
    public List<String> names() {
        return List.copyOf(files.keySet());
    }

    @Override
    public DiskFile create(String name, long sizeBytes, boolean zeroed) {
        throw new AssertionError("nothing is created here");
    }

    @Override
    public DiskFile open(String name) {
        return new MemoryFile(files.get(name), false);
    }

    @Override
    public void delete(String name) {
        throw new AssertionError("nothing is deleted here");
    }

    /** A file that keeps what is written. */
    static DiskFile written(MemorySegment content) {
        return new MemoryFile(content, true);
    }

    private record MemoryFile(MemorySegment content, boolean takesWrites) implements DiskFile {
        @Override
        public long sizeBytes() {
            return content.byteSize();
        }

        @Override
        public int readNow(long position, MemorySegment to, long offset, int lengthBytes) {
            if (position < 0 || position + lengthBytes > content.byteSize()) {
                throw new AssertionError("a read of " + lengthBytes + " bytes at " + position
                        + " of a file of " + content.byteSize());
            }
            MemorySegment.copy(content, position, to, offset, lengthBytes);
            return lengthBytes;
        }

        @Override
        public void read(
                long position,
                MemorySegment to,
                long offset,
                int lengthBytes,
                DiskCompletion done,
                long token) {
            throw new AssertionError("opening reads at once");
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
            if (!takesWrites) {
                throw new AssertionError("opening writes nothing");
            }
            MemorySegment.copy(from, offset, content, position, lengthBytes);
        }

        @Override
        public void flush(DiskCompletion done, long token) {
            // Opening makes durable what it found, and does not wait for it.
        }

        @Override
        public void close() {
            // Memory of the test.
        }
    }
}
