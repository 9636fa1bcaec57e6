package io.heddle.meta.internal.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.heddle.foreign.linux.Errno;
import io.heddle.wire.Opcode;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AllocateTest {
    private final Shard shard = new Shard();
    private final long file = shard.create(Shard.ROOT, "file");

    @AfterEach
    void checkState() {
        Consistency.check(shard);
    }

    private int allocate(long inode, long start, long bytes, int flags) {
        return shard.call(
                Opcode.FALLOCATE,
                inode,
                null,
                fields -> fields.a(start).b(bytes).flags(flags));
    }

    private long seek(long from, int whence) {
        int status =
                shard.call(Opcode.LSEEK, file, null, fields -> fields.a(from).b(whence));
        return status < 0 ? status : shard.replyLong(0);
    }

    @Test
    void shouldGrowAFileButNotWhenTheSizeIsKept() {
        assertEquals(0, allocate(file, 10, 90, 0));
        assertEquals(100, shard.attr().size());
        assertEquals(0, allocate(file, 0, 50, 0));
        assertEquals(100, shard.attr().size());
        assertEquals(0, allocate(file, 0, 5000, Allocate.KEEP_SIZE));
        assertEquals(100, shard.attr().size());
        assertEquals(0, allocate(file, 0, 5000, Allocate.ZERO_RANGE));
        assertEquals(5000, shard.attr().size());
    }

    @Test
    void shouldFreePunchedBlocks() {
        shard.write(file, 0, new byte[5 * 4096]);
        int punch = Allocate.PUNCH_HOLE | Allocate.KEEP_SIZE;
        assertEquals(0, allocate(file, 4095, 2 * 4096 + 2, punch));
        assertEquals(3, shard.attr().blocks());
        assertEquals(5 * 4096, shard.attr().size());
        assertEquals(0, allocate(file, 3 * 4096, 1L << 40, punch));
        assertEquals(1, shard.attr().blocks());
    }

    @Test
    void shouldFindDataAndHoles() {
        shard.write(file, 8192, new byte[4096]);
        shard.write(file, 20_000, new byte[10]);
        assertEquals(8192, seek(0, SeekData.SEEK_DATA));
        assertEquals(9000, seek(9000, SeekData.SEEK_DATA));
        assertEquals(16384, seek(12288, SeekData.SEEK_DATA));
        assertEquals(0, seek(0, SeekData.SEEK_HOLE));
        assertEquals(12288, seek(8192, SeekData.SEEK_HOLE));
        assertEquals(20_010, seek(20_000, SeekData.SEEK_HOLE), "a hole is behind every end");
        assertEquals(-Errno.ENXIO, seek(20_010, SeekData.SEEK_DATA));
        assertEquals(-Errno.ENXIO, seek(20_010, SeekData.SEEK_HOLE));
        assertEquals(-Errno.ENXIO, seek(-1, SeekData.SEEK_DATA));
        assertEquals(-Errno.EINVAL, seek(0, 1));
        allocate(file, 0, 100_000, 0);
        assertEquals(-Errno.ENXIO, seek(30_000, SeekData.SEEK_DATA));
    }

    @Test
    void shouldRefuseWhatItCannotDo() {
        int punch = Allocate.PUNCH_HOLE;
        assertEquals(-Errno.EOPNOTSUPP, allocate(file, 0, 4096, punch));
        assertEquals(-Errno.EOPNOTSUPP, allocate(file, 0, 4096, 8));
        assertEquals(-Errno.EOPNOTSUPP, allocate(file, 0, 4096, 32));
        assertEquals(-Errno.EINVAL, allocate(file, 0, 0, 0));
        assertEquals(-Errno.EINVAL, allocate(file, -1, 10, 0));
        assertEquals(-Errno.EFBIG, allocate(file, FileContent.MAX_BYTES, 10, 0));
        assertEquals(-Errno.EISDIR, allocate(Shard.ROOT, 0, 10, 0));
        shard.context.full = true;
        assertEquals(-Errno.ENOSPC, allocate(file, 0, 10, 0));
        assertEquals(0, allocate(file, 0, 10, punch | Allocate.KEEP_SIZE));
    }

    @Test
    void shouldTellTheSpaceOfTheDrive() {
        assertEquals(0, shard.call(Opcode.STATFS, 0, null, fields -> {}));
        assertEquals(1L << 30, shard.replyLong(0));
        assertEquals(1L << 29, shard.replyLong(8));
        assertEquals(1L << 18, shard.replyLong(16));
        assertEquals(1L << 17, shard.replyLong(24));
    }
}
