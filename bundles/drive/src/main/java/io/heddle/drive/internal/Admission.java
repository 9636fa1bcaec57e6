package io.heddle.drive.internal;

/**
 * Says before anything changes whether a record has room: for its blocks, and for its keys in the
 * checkpoint area, which must take two generations of the state. A twentieth of both is kept for records
 * that free space. A record that is there already may use half of that, because the primary has admitted it
 * by its own drive, and replicas differ a little.
 */
final class Admission {
    private static final int RESERVE_SHARE = 20;
    /** More keys and values than a record usually has. */
    private static final long RECORD_STATE_BYTES = 128 << 10;

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

    /** Whether a record should be made. */
    boolean admits(long blocks, boolean frees) {
        return fits(blocks, RECORD_STATE_BYTES, frees ? 0 : 2);
    }

    /** Whether a record that was made must be taken. */
    boolean takes(long blocks, long keyBytes, boolean frees) {
        return fits(blocks, keyBytes, frees ? 0 : 1);
    }

    private boolean fits(long blocks, long keyBytes, int reserveHalves) {
        // A bucket's snapshot ends in the middle of a chunk, and the directory is one more.
        long state = buckets.usedBytes() + (buckets.count() + 2L) * CheckpointFormat.CHUNK_BYTES;
        return blocks <= (long) space.available() - (long) reserveBlocks * reserveHalves / 2
                && state + keyBytes <= stateBytes - stateBytes / RESERVE_SHARE * reserveHalves / 2;
    }

    long capacityBytes() {
        return (long) (space.blocks() - reserveBlocks) * BlockSpace.BLOCK_BYTES;
    }

    long freeBytes() {
        return Math.max(0, (long) (space.free() - reserveBlocks) * BlockSpace.BLOCK_BYTES);
    }
}
