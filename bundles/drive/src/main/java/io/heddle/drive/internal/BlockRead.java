package io.heddle.drive.internal;

import io.heddle.drive.BucketState;
import io.heddle.foreign.linux.Errno;
import io.heddle.runtime.DiskCompletion;
import io.heddle.runtime.DiskFile;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** A read of blocks in flight. Pooled by {@link BlockReader}. */
final class BlockRead implements DiskCompletion {
    private static final BucketState.BlocksDone NOBODY = (token, status) -> {};

    private final BlockReader owner;
    private long inode;
    private long firstBlock;
    private MemorySegment to = MemorySegment.NULL;
    private long offset;
    private BucketState.BlocksDone done = NOBODY;
    private long token;
    private int blocks;
    private int[] index = new int[16];
    private int[] address = new int[16];
    private int[] crc = new int[16];
    private int[] generation = new int[16];
    private long ticket;
    private int pending;
    private int status;

    BlockRead(BlockReader owner) {
        this.owner = owner;
    }

    void begin(
            long fileInode,
            long fileBlock,
            MemorySegment memory,
            long memoryOffset,
            BucketState.BlocksDone blocksDone,
            long blocksToken) {
        inode = fileInode;
        firstBlock = fileBlock;
        to = memory;
        offset = memoryOffset;
        done = blocksDone;
        token = blocksToken;
        blocks = 0;
        status = 0;
    }

    /** A block that must come from the drive. @param i its index in the caller's memory */
    void add(int i, int blockAddress, int blockCrc, int blockGeneration) {
        if (blocks == index.length) {
            index = Arrays.copyOf(index, blocks * 2);
            address = Arrays.copyOf(address, blocks * 2);
            crc = Arrays.copyOf(crc, blocks * 2);
            generation = Arrays.copyOf(generation, blocks * 2);
        }
        index[blocks] = i;
        address[blocks] = blockAddress;
        crc[blocks] = blockCrc;
        generation[blocks++] = blockGeneration;
    }

    /** Starts one transfer for every run of blocks that lie side by side here and there. */
    void start(DiskFile file, long ioTicket) {
        ticket = ioTicket;
        pending = 1;
        for (int first = 0; first < blocks; ) {
            int end = first + 1;
            while (end < blocks
                    && index[end] == index[end - 1] + 1
                    && address[end] == address[end - 1] + 1) {
                end++;
            }
            pending++;
            int bytes = (end - first) * BlockSpace.BLOCK_BYTES;
            file.read(
                    (long) address[first] * BlockSpace.BLOCK_BYTES,
                    to,
                    offset + (long) index[first] * BlockSpace.BLOCK_BYTES,
                    bytes,
                    this,
                    bytes);
            first = end;
        }
        ended();
    }

    @Override
    public void onDisk(long bytes, int result) {
        if (result != bytes) {
            status = -Errno.EIO;
        }
        ended();
    }

    /** Checks what was read. @return 0 or -EIO */
    int verify(Crc sums) {
        for (int i = 0; i < blocks; i++) {
            long at = offset + (long) index[i] * BlockSpace.BLOCK_BYTES;
            if (sums.block(inode, firstBlock + index[i], generation[i], to, at) != crc[i]) {
                return -Errno.EIO;
            }
        }
        return 0;
    }

    BucketState.BlocksDone done() {
        return done;
    }

    long token() {
        return token;
    }

    private void ended() {
        if (--pending == 0) {
            owner.onEnd(this, ticket, status);
        }
    }
}
