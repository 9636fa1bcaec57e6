package io.heddle.drive.internal;

/**
 * Says before anything changes whether a record has room: for its blocks, and for its keys in the
 * checkpoint area, which must take two generations of the state. A twentieth of both is kept for records
 * that free space.
 */
final class Admission {
    private static final int RESERVE_SHARE = 20;

    private final BlockSpace space;
    private final Buckets buckets;
    private final int reserveBlocks;
    private final long stateBytes;

    /** @param areaChunks chunks of the checkpoint area */
    Admission(BlockSpace space, Buckets buckets, int areaChunks) {
        this.space = space;
        this.buckets = buckets;
        this.reserveBlocks = Math.max(1, space.blocks() / RESERVE_SHARE);
        int body = CheckpointFormat.CHUNK_BYTES - CheckpointFormat.CHUNK_HEADER_BYTES;
        this.stateBytes = (long) areaChunks * body / 2;
    }

    boolean admits(long blocks, long keyBytes, boolean frees) {
        int blockReserve = frees ? 0 : reserveBlocks;
        long stateReserve = frees ? 0 : stateBytes / RESERVE_SHARE;
        // A bucket's snapshot ends in the middle of a chunk, and the directory is one more.
        long state = buckets.usedBytes() + (buckets.count() + 2L) * CheckpointFormat.CHUNK_BYTES;
        return blocks <= (long) space.available() - blockReserve
                && state + keyBytes <= stateBytes - stateReserve;
    }

    long capacityBytes() {
        return (long) (space.blocks() - reserveBlocks) * BlockSpace.BLOCK_BYTES;
    }

    long freeBytes() {
        return Math.max(0, (long) (space.free() - reserveBlocks) * BlockSpace.BLOCK_BYTES);
    }
}
