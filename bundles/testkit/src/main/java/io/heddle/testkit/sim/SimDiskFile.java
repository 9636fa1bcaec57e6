package io.heddle.testkit.sim;

import io.heddle.foreign.linux.Errno;
import io.heddle.runtime.Disk;
import io.heddle.runtime.DiskCompletion;
import io.heddle.runtime.DiskFile;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A file that one node has open. Checks what production leaves to the kernel or to luck: alignment,
 * bounds, use after close, and that borrowed memory is left alone until the completion.
 */
final class SimDiskFile implements DiskFile {
    private final SimDisk disk;
    private final SimLoop loop;
    private final String name;
    private final SimFile file;
    private boolean closed;

    SimDiskFile(SimDisk disk, SimLoop loop, String name, SimFile file) {
        this.disk = disk;
        this.loop = loop;
        this.name = name;
        this.file = file;
    }

    @Override
    public long sizeBytes() {
        return file.sizeBytes;
    }

    @Override
    public int readNow(long position, MemorySegment to, long offset, int lengthBytes) {
        check(position, to, offset, lengthBytes);
        if (disk.strikes(disk.faults().readErrorRate())) {
            return -Errno.EIO;
        }
        file.current().read(position, to, offset, lengthBytes);
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
        check(position, to, offset, lengthBytes);
        boolean fails = disk.strikes(disk.faults().readErrorRate());
        after(disk.faults().readNs(), () -> {
            if (fails || disk.isFailed()) {
                loop.complete(done, token, -Errno.EIO);
                return;
            }
            borrowed(to);
            file.current().read(position, to, offset, lengthBytes);
            loop.complete(done, token, lengthBytes);
        });
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
        byte[] bytes = from.asSlice(offset, lengthBytes).toArray(ValueLayout.JAVA_BYTE);
        boolean fails = disk.strikes(disk.faults().writeErrorRate());
        boolean strays = !fails && disk.strikes(disk.faults().misdirectRate());
        long sectors = (file.sizeBytes - lengthBytes) / Disk.SECTOR_BYTES + 1;
        long at = strays ? disk.random().nextLong(sectors) * Disk.SECTOR_BYTES : position;
        SimFile.Write write = new SimFile.Write(at, bytes);
        file.begin(write);
        long time = disk.faults().writeNs() + (durable ? disk.faults().flushNs() : 0);
        after(time, () -> {
            borrowed(from);
            if (from.asSlice(offset, lengthBytes).mismatch(MemorySegment.ofArray(bytes)) >= 0) {
                throw new AssertionError("memory of a write to " + name + " changed in flight");
            }
            if (fails || disk.isFailed()) {
                file.tear(write, disk.random());
                loop.complete(done, token, -Errno.EIO);
            } else {
                file.complete(write, durable);
                loop.complete(done, token, lengthBytes);
            }
        });
    }

    @Override
    public void flush(DiskCompletion done, long token) {
        open();
        long mark = file.flushMark();
        boolean fails = disk.strikes(disk.faults().flushErrorRate());
        after(disk.faults().flushNs(), () -> {
            if (fails || disk.isFailed()) {
                loop.complete(done, token, -Errno.EIO);
            } else {
                file.flushed(mark);
                loop.complete(done, token, 0);
            }
        });
    }

    @Override
    public void close() {
        closed = true;
    }

    private void after(long timeNs, Runnable completion) {
        long factor =
                1_000L + disk.random().nextInt(1_000 * Math.max(1, disk.faults().jitter() - 1));
        disk.world().after(timeNs * factor / 1_000, () -> {
            if (!loop.isDead()) {
                disk.world().inside(loop, completion);
            }
        });
    }

    private void check(long position, MemorySegment memory, long offset, int lengthBytes) {
        open();
        long address = memory.address() + offset;
        if (lengthBytes <= 0
                || (position | lengthBytes | address) % Disk.SECTOR_BYTES != 0
                || position < 0
                || position + lengthBytes > file.sizeBytes
                || !memory.isNative()) {
            throw new AssertionError("transfer of " + lengthBytes + " bytes at " + position
                    + " of " + name + " (" + file.sizeBytes + " bytes), memory at 0x"
                    + Long.toHexString(address) + ": unaligned, not native or outside");
        }
        java.util.Objects.checkFromIndexSize(offset, lengthBytes, memory.byteSize());
    }

    private void borrowed(MemorySegment memory) {
        if (!memory.scope().isAlive()) {
            throw new AssertionError("memory of a transfer of " + name + " freed in flight");
        }
    }

    private void open() {
        if (closed || loop.isDead()) {
            throw new AssertionError("file " + name + " is used after close");
        }
    }
}
