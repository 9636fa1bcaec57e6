package io.heddle.fuse.internal;

import io.heddle.foreign.fuse.FuseKernel;
import io.heddle.foreign.fuse.FuseLayout.fuse_copy_file_range_in;
import io.heddle.foreign.fuse.FuseLayout.fuse_fallocate_in;
import io.heddle.foreign.fuse.FuseLayout.fuse_lseek_in;
import io.heddle.foreign.fuse.FuseLayout.fuse_lseek_out;
import io.heddle.foreign.fuse.FuseLayout.fuse_read_in;
import io.heddle.foreign.fuse.FuseLayout.fuse_write_in;
import io.heddle.foreign.fuse.FuseLayout.fuse_write_out;
import io.heddle.foreign.linux.Errno;
import io.heddle.wire.FsRequest;
import io.heddle.wire.Opcode;

import java.lang.foreign.MemorySegment;

/** READ, WRITE, LSEEK, FALLOCATE and COPY_FILE_RANGE. */
final class DataOps {
    /** Bit 1 of the flags of WRITE. */
    private static final int WIRE_KILL_SUIDGID = 2;
    /** A copy answers short after this, so that a signal can stop a long one. */
    private static final long MOST_COPIED_BYTES = 16L << 20;

    private final Step read =
            (call, status, body, offset, bytes) -> call.reply(body, offset, bytes);
    private final Step written = this::written;
    private final Step position = this::position;
    private final Step done = (call, status, body, offset, bytes) -> call.reply(0);
    private final Step copyRead = this::copyRead;
    private final Step copyWritten = this::copyWritten;

    void register(Start[] table) {
        table[FuseKernel.READ] = this::read;
        table[FuseKernel.WRITE] = this::write;
        table[FuseKernel.LSEEK] = this::lseek;
        table[FuseKernel.FALLOCATE] = this::fallocate;
        table[FuseKernel.COPY_FILE_RANGE] = this::copy;
    }

    private void read(Call call) {
        call.fs()
                .a(call.inLong(fuse_read_in.offset))
                .b(Math.min(call.inInt(fuse_read_in.size), call.request().outCapacityBytes()));
        call.send(Opcode.READ, read);
    }

    private void write(Call call) {
        int bytes = call.inInt(fuse_write_in.size);
        if (bytes < 0 || bytes > call.request().inBytes() - fuse_write_in.SIZE) {
            call.fail(-Errno.EINVAL);
            return;
        }
        int kill = call.inInt(fuse_write_in.write_flags) & FuseKernel.WRITE_KILL_SUIDGID;
        call.fs().a(call.inLong(fuse_write_in.offset)).flags(kill == 0 ? 0 : WIRE_KILL_SUIDGID);
        call.send(
                Opcode.WRITE,
                call.request().in(),
                call.request().inOffset() + fuse_write_in.SIZE,
                bytes,
                written);
    }

    private void written(Call call, int status, MemorySegment body, long offset, int bytes) {
        call.outLong(fuse_write_out.size, call.inInt(fuse_write_in.size));
        call.reply(fuse_write_out.SIZE);
    }

    private void lseek(Call call) {
        call.fs().a(call.inLong(fuse_lseek_in.offset)).b(call.inInt(fuse_lseek_in.whence));
        call.send(Opcode.LSEEK, position);
    }

    private void position(Call call, int status, MemorySegment body, long offset, int bytes) {
        call.outLong(fuse_lseek_out.offset, body.get(FsRequest.LONG, offset));
        call.reply(fuse_lseek_out.SIZE);
    }

    private void fallocate(Call call) {
        call.fs()
                .a(call.inLong(fuse_fallocate_in.offset))
                .b(call.inLong(fuse_fallocate_in.length))
                .flags(call.inInt(fuse_fallocate_in.mode));
        call.send(Opcode.FALLOCATE, done);
    }

    /** Piece by piece through the answer's buffer; x is what was copied, y the bytes of the piece. */
    private void copy(Call call) {
        call.x = 0;
        copyNext(call);
    }

    private void copyNext(Call call) {
        long wanted =
                Math.min(call.inLong(fuse_copy_file_range_in.len), MOST_COPIED_BYTES) - call.x;
        if (wanted <= 0) {
            copied(call);
            return;
        }
        call.fs()
                .a(call.inLong(fuse_copy_file_range_in.off_in) + call.x)
                .b(Math.min(wanted, call.request().outCapacityBytes()));
        call.send(Opcode.READ, copyRead);
    }

    private void copyRead(Call call, int status, MemorySegment body, long offset, int bytes) {
        if (bytes == 0) {
            copied(call);
            return;
        }
        MemorySegment out = call.request().out();
        long at = call.request().outOffset();
        MemorySegment.copy(body, offset, out, at, bytes);
        call.y = bytes;
        call.fs(call.front.inode(call.inLong(fuse_copy_file_range_in.nodeid_out)))
                .a(call.inLong(fuse_copy_file_range_in.off_out) + call.x);
        call.send(Opcode.WRITE, out, at, bytes, copyWritten);
    }

    private void copyWritten(Call call, int status, MemorySegment body, long offset, int bytes) {
        call.x += call.y;
        copyNext(call);
    }

    private void copied(Call call) {
        call.outLong(fuse_write_out.size, call.x);
        call.reply(fuse_write_out.SIZE);
    }
}
