package io.heddle.fusehost.internal;

import io.heddle.foreign.fuse.FuseKernel;
import io.heddle.foreign.fuse.FuseLayout.fuse_attr;
import io.heddle.foreign.fuse.FuseLayout.fuse_attr_out;
import io.heddle.foreign.fuse.FuseLayout.fuse_entry_out;
import io.heddle.foreign.fuse.FuseLayout.fuse_open_out;
import io.heddle.foreign.fuse.FuseLayout.fuse_read_in;
import io.heddle.foreign.fuse.FuseLayout.fuse_write_in;
import io.heddle.foreign.linux.Errno;
import io.heddle.fusehost.FuseHandler;
import io.heddle.fusehost.FuseRequest;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** A file system that has one file, "file", of up to 4 MiB in native memory, uncached. */
final class OneFile implements FuseHandler {
    private static final int FILE = 2;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

    private final MemorySegment data;
    private long size;
    volatile long served;

    OneFile(Arena arena) {
        data = arena.allocate(4 << 20);
    }

    @Override
    public void onRequest(FuseRequest request) {
        served++;
        switch (request.opcode()) {
            case FuseKernel.LOOKUP -> lookup(request);
            case FuseKernel.GETATTR -> {
                clear(request, fuse_attr_out.SIZE);
                attr(request, request.outOffset() + fuse_attr_out.attr, request.node());
                request.reply(fuse_attr_out.SIZE);
            }
            case FuseKernel.SETATTR -> {
                size = 0;
                clear(request, fuse_attr_out.SIZE);
                attr(request, request.outOffset() + fuse_attr_out.attr, request.node());
                request.reply(fuse_attr_out.SIZE);
            }
            case FuseKernel.OPEN -> {
                clear(request, fuse_open_out.SIZE);
                request.out()
                        .set(
                                INT,
                                request.outOffset() + fuse_open_out.open_flags,
                                FuseKernel.FOPEN_DIRECT_IO);
                request.reply(fuse_open_out.SIZE);
            }
            case FuseKernel.READ -> read(request);
            case FuseKernel.WRITE -> write(request);
            case FuseKernel.FLUSH, FuseKernel.RELEASE -> request.reply(0);
            case FuseKernel.FORGET, FuseKernel.BATCH_FORGET, FuseKernel.INTERRUPT -> request.none();
            default -> request.error(Errno.ENOSYS);
        }
    }

    private void lookup(FuseRequest request) {
        if (!request.in().getString(request.inOffset()).equals("file")) {
            request.error(Errno.ENOENT);
            return;
        }
        clear(request, fuse_entry_out.SIZE);
        long out = request.outOffset();
        request.out().set(LONG, out + fuse_entry_out.nodeid, FILE);
        attr(request, out + fuse_entry_out.attr, FILE);
        request.reply(fuse_entry_out.SIZE);
    }

    private void read(FuseRequest request) {
        long offset = request.in().get(LONG, request.inOffset() + fuse_read_in.offset);
        int bytes = request.in().get(INT, request.inOffset() + fuse_read_in.size);
        request.reply(data, offset, (int) Math.clamp(size - offset, 0, bytes));
    }

    private void write(FuseRequest request) {
        long offset = request.in().get(LONG, request.inOffset() + fuse_write_in.offset);
        int bytes = request.in().get(INT, request.inOffset() + fuse_write_in.size);
        long from = request.inOffset() + fuse_write_in.SIZE;
        if ((request.in().address() + from & 4095) != 0) {
            request.error(Errno.EINVAL);
            return;
        }
        MemorySegment.copy(request.in(), from, data, offset, bytes);
        size = Math.max(size, offset + bytes);
        clear(request, 8);
        request.out().set(INT, request.outOffset(), bytes);
        request.reply(8);
    }

    private static void clear(FuseRequest request, int bytes) {
        request.out().asSlice(request.outOffset(), bytes).fill((byte) 0);
    }

    private void attr(FuseRequest request, long at, long node) {
        MemorySegment out = request.out();
        out.set(LONG, at + fuse_attr.ino, node);
        out.set(LONG, at + fuse_attr.size, node == FILE ? size : 0);
        out.set(INT, at + fuse_attr.mode, node == FILE ? 0100666 : 0040755);
        out.set(INT, at + fuse_attr.nlink, 1);
        out.set(INT, at + fuse_attr.blksize, 4096);
    }
}
