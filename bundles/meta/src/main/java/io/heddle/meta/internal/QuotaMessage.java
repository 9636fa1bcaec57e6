package io.heddle.meta.internal;

import io.heddle.wire.FsRequest;

import java.lang.foreign.MemorySegment;

/**
 * The body of {@link io.heddle.wire.Opcode#QUOTA}, little-endian.
 *
 * <pre>
 *   0 u32 bucket that it is for   4 u32 kind   8 u64 number of the file system
 *  ASK, to the bucket of the root; the reply is a status:
 *  16 u64 bucket that asks       24 u64 round of the question
 *  32 u64 blocks that it must have, 0: some would be welcome     40 u64 blocks that it uses
 *  SET, to a bucket; the reply is u64 blocks used, u64 blocks allowed:
 *  16 u32 count, u32 epoch: an older one of the same keeper, or of an older epoch, changes nothing
 *  24 u64 blocks allowed, -1: as it is, -2: what is used, if that is less
 *  32 u64 round that it answers, 0: none           40 u64 1: there is no room for what was asked
 *  48 u64 keeper: random, of each start
 * </pre>
 */
final class QuotaMessage {
    static final int BYTES = 56;
    static final int REPLY_BYTES = 16;
    static final int ASK = 1;
    static final int SET = 2;

    /** Instead of blocks allowed: only tell. */
    static final long AS_IS = -1;

    /** Instead of blocks allowed: give back what is not used. */
    static final long USED = -2;

    private QuotaMessage() {}

    static void put(
            MemorySegment to,
            int bucket,
            int kind,
            int fileSystem,
            long first,
            long second,
            long third,
            long fourth,
            long fifth) {
        to.set(FsRequest.INT, 0, bucket);
        to.set(FsRequest.INT, 4, kind);
        to.set(FsRequest.LONG, 8, fileSystem);
        to.set(FsRequest.LONG, 16, first);
        to.set(FsRequest.LONG, 24, second);
        to.set(FsRequest.LONG, 32, third);
        to.set(FsRequest.LONG, 40, fourth);
        to.set(FsRequest.LONG, 48, fifth);
    }

    static int kind(MemorySegment from, long at) {
        return from.get(FsRequest.INT, at + 4);
    }

    static int fileSystem(MemorySegment from, long at) {
        return from.get(FsRequest.INT, at + 8);
    }

    /** The n-th number behind the file system. */
    static long number(MemorySegment from, long at, int n) {
        return from.get(FsRequest.LONG, at + 16 + (long) n * Long.BYTES);
    }
}
