package io.heddle.meta.internal.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.heddle.foreign.linux.Errno;
import io.heddle.wire.FsRequest;
import io.heddle.wire.Opcode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.SplittableRandom;

class LockTest {
    private static final int SPACE = 64;

    private final Shard shard = new Shard();
    private final long file = shard.create(Shard.ROOT, "file");

    private int set(long owner, long start, long end, int type) {
        return shard.call(
                Opcode.SETLK,
                file,
                null,
                fields -> fields.a(start).b(end).c(owner).flags(type));
    }

    private int flock(long owner, int type) {
        return shard.call(
                Opcode.SETLK,
                file,
                null,
                fields -> fields.c(owner).flags(type).mode(SetLock.FLOCK));
    }

    private int test(long owner, long start, long end, int type) {
        Shard.check(shard.call(
                Opcode.GETLK,
                file,
                null,
                fields -> fields.a(start).b(end).c(owner).flags(type)));
        return shard.context.reply.get(FsRequest.INT, 16);
    }

    @Test
    void shouldShareReadLocksAndKeepWritersOut() {
        assertEquals(0, set(1, 0, 99, SetLock.READ));
        assertEquals(0, set(2, 50, 149, SetLock.READ));
        assertEquals(-Errno.EAGAIN, set(2, 50, 60, SetLock.WRITE));
        assertEquals(0, set(2, 100, 149, SetLock.WRITE));
        assertEquals(-Errno.EAGAIN, set(1, 149, 200, SetLock.READ));
        assertEquals(0, set(1, 150, Long.MAX_VALUE, SetLock.WRITE));
        assertEquals(-Errno.EAGAIN, set(2, Long.MAX_VALUE, Long.MAX_VALUE, SetLock.READ));
    }

    @Test
    void shouldTellWhoIsInTheWay() {
        set(1, 10, 19, SetLock.WRITE);
        assertEquals(SetLock.WRITE, test(2, 0, 100, SetLock.READ));
        assertEquals(10, shard.replyLong(0));
        assertEquals(19, shard.replyLong(8));
        assertEquals(99, shard.context.reply.get(FsRequest.INT, 20));
        assertEquals(SetLock.UNLOCK, test(1, 0, 100, SetLock.READ));
        assertEquals(SetLock.UNLOCK, test(2, 20, 100, SetLock.WRITE));
        shard.client = 8;
        assertEquals(SetLock.WRITE, test(1, 0, 100, SetLock.READ), "the owner of another client");
    }

    @Test
    void shouldNameTheOwnerOfTheLockThatARequestMet() {
        shard.client = 8;
        set(5, 10, 19, SetLock.WRITE);
        shard.client = 9;
        assertEquals(-Errno.EAGAIN, set(6, 19, 30, SetLock.READ));
        assertEquals(8, shard.replyLong(0));
        assertEquals(5, shard.replyLong(8));
    }

    @Test
    void shouldSplitAnOwnersRange() {
        set(1, 0, 99, SetLock.WRITE);
        set(1, 40, 59, SetLock.UNLOCK);
        assertEquals(0, set(2, 40, 59, SetLock.WRITE));
        assertEquals(-Errno.EAGAIN, set(2, 39, 39, SetLock.READ));
        assertEquals(-Errno.EAGAIN, set(2, 60, 60, SetLock.READ));
        assertEquals(0, set(1, 0, 39, SetLock.READ));
        assertEquals(0, set(2, 0, 59, SetLock.READ));
    }

    @Test
    void shouldDropLocksOfAnOwnerAndOfAClient() {
        set(1, 0, 9, SetLock.WRITE);
        set(2, 10, 19, SetLock.WRITE);
        flock(1, SetLock.WRITE);
        shard.call(Opcode.UNLOCK_OWNER, file, null, fields -> fields.c(1));
        assertEquals(0, set(3, 0, 9, SetLock.WRITE));
        assertEquals(-Errno.EAGAIN, set(3, 10, 19, SetLock.WRITE));
        assertEquals(-Errno.EAGAIN, flock(3, SetLock.READ), "a table of its own");
        shard.operations.eviction().check(shard.state(), 7);
        shard.client = 8;
        assertEquals(0, set(3, 0, 99, SetLock.WRITE));
        assertEquals(0, flock(3, SetLock.WRITE));
        shard.operations.forgetLocks(0);
        shard.client = 9;
        assertEquals(0, set(4, 0, 99, SetLock.WRITE));
    }

    @Test
    void shouldConvertAFlock() {
        assertEquals(0, flock(1, SetLock.READ));
        assertEquals(0, flock(2, SetLock.READ));
        assertEquals(-Errno.EAGAIN, flock(1, SetLock.WRITE));
        assertEquals(0, flock(2, SetLock.WRITE), "the first lost its lock when it wanted more");
        assertEquals(0, flock(2, SetLock.READ));
        assertEquals(0, flock(1, SetLock.READ));
        assertEquals(0, flock(1, SetLock.UNLOCK));
    }

    @Test
    void shouldRefuseBadRangesAndMissingFiles() {
        assertEquals(-Errno.EINVAL, set(1, 10, 9, SetLock.WRITE));
        assertEquals(-Errno.EINVAL, set(1, -1, 9, SetLock.WRITE));
        assertEquals(-Errno.EINVAL, set(1, 0, 9, 3));
        assertEquals(
                -Errno.ENOENT,
                shard.call(Opcode.SETLK, 999, null, fields -> fields.b(9).flags(SetLock.WRITE)));
        assertEquals(0, set(1, 0, 9, SetLock.UNLOCK));
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void shouldBehaveAsALockOnEveryByte(long seed) {
        var random = new SplittableRandom(seed);
        int[][] held = new int[3][SPACE];
        for (int step = 0; step < 2000; step++) {
            String where = "seed " + seed + " step " + step;
            int owner = random.nextInt(3);
            int start = random.nextInt(SPACE);
            int end = start + random.nextInt(SPACE - start);
            int type = random.nextInt(3);
            boolean free = true;
            for (int at = start; at <= end; at++) {
                for (int other = 0; other < 3; other++) {
                    boolean bothRead = held[other][at] == 1 && type == SetLock.READ;
                    free &= other == owner
                            || type == SetLock.UNLOCK
                            || held[other][at] == 0
                            || bothRead;
                }
            }
            assertEquals(free ? 0 : -Errno.EAGAIN, set(owner, start, end, type), where);
            if (free) {
                // 0 none, 1 read, 2 write.
                Arrays.fill(held[owner], start, end + 1, type == SetLock.UNLOCK ? 0 : type + 1);
            }
        }
    }
}
