package io.heddle.drive.internal;

import io.heddle.drive.BucketState;

import java.lang.foreign.MemorySegment;

/** Reads blocks of a file into the caller's memory: from the cache, or from the drive in runs. */
final class BlockReader {
    private final BlockCache cache;

    BlockReader(BlockCache cache) {
        this.cache = cache;
    }

    void read(
            BlockMap map,
            long inode,
            long firstBlock,
            int count,
            MemorySegment to,
            long offset,
            BucketState.BlocksDone done,
            long token) {
        for (int i = 0; i < count; i++) {
            int address = map.find(inode, firstBlock + i);
            long at = offset + (long) i * BlockSpace.BLOCK_BYTES;
            if (address < 0) {
                to.asSlice(at, BlockSpace.BLOCK_BYTES).fill((byte) 0);
            } else {
                int slot = cache.find(address);
                MemorySegment.copy(
                        cache.memory(slot),
                        BlockCache.offset(slot),
                        to,
                        at,
                        BlockSpace.BLOCK_BYTES);
            }
        }
        done.onBlocks(token, 0);
    }
}
