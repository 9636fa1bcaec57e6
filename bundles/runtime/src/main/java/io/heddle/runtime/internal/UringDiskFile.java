package io.heddle.runtime.internal;

import io.heddle.foreign.linux.Errno;
import io.heddle.foreign.linux.Linux;
import io.heddle.runtime.Disk;
import io.heddle.runtime.DiskCompletion;
import io.heddle.runtime.DiskFile;

import java.lang.foreign.MemorySegment;
import java.util.Objects;

/** A drive file whose transfers go through the ring of its loop. */
final class UringDiskFile implements DiskFile {
    private final DiskRing ring;
    private final Linux linux = new Linux();
    private final String path;
    private final int descriptor;
    private final long sizeBytes;
    /** Transfers whose completion was not delivered; counted by the ring. */
    int inFlight;

    private boolean closed;

    UringDiskFile(DiskRing ring, String path, int descriptor, long sizeBytes) {
        this.ring = ring;
        this.path = path;
        this.descriptor = descriptor;
        this.sizeBytes = sizeBytes;
        ring.opened(this);
    }

    int descriptor() {
        return descriptor;
    }

    @Override
    public long sizeBytes() {
        return sizeBytes;
    }

    @Override
    public int readNow(long position, MemorySegment to, long offset, int lengthBytes) {
        check(position, to, offset, lengthBytes);
        int done = 0;
        while (done < lengthBytes) {
            long result = linux.pread(
                    descriptor, to.address() + offset + done, lengthBytes - done, position + done);
            if (result == 0) {
                break;
            }
            if (result < 0 && result != -Errno.EINTR) {
                return (int) result;
            }
            done += (int) Math.max(result, 0);
        }
        return done;
    }

    @Override
    public void read(
            long position,
            MemorySegment to,
            long offset,
            int lengthBytes,
            DiskCompletion done,
            long token) {
        check(position, to, offset, lengthBytes);
        ring.start(this, DiskOperation.READ, position, to, offset, lengthBytes, done, token);
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
        check(position, from, offset, lengthBytes);
        int kind = durable ? DiskOperation.DURABLE_WRITE : DiskOperation.WRITE;
        ring.start(this, kind, position, from, offset, lengthBytes, done, token);
    }

    @Override
    public void flush(DiskCompletion done, long token) {
        if (closed) {
            throw new IllegalStateException(path + " is closed");
        }
        ring.start(this, DiskOperation.FLUSH, 0, MemorySegment.NULL, 0, 0, done, token);
    }

    /** The kernel would answer EINVAL much later, or write over what follows: this is a bug. */
    private void check(long position, MemorySegment memory, long offset, int lengthBytes) {
        Objects.checkFromIndexSize(offset, lengthBytes, memory.byteSize());
        Objects.checkFromIndexSize(position, lengthBytes, sizeBytes);
        long address = memory.address() + offset;
        if (((position | lengthBytes | address) & (Disk.SECTOR_BYTES - 1)) != 0
                || !memory.isNative()
                || closed) {
            throw new IllegalStateException(path + ": transfer of " + lengthBytes + " bytes at "
                    + position + ", memory at 0x" + Long.toHexString(address)
                    + (closed ? ": the file is closed" : ": not aligned to sectors"));
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            if (inFlight > 0) {
                ring.drain(this);
            }
            ring.closed(this);
            linux.close(descriptor);
            linux.close();
        }
    }
}
