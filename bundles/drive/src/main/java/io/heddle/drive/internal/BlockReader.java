package io.heddle.drive.internal;

import io.heddle.drive.BucketState;
import io.heddle.foreign.linux.Errno;
import io.heddle.runtime.DiskFile;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;

/**
 * Reads blocks of a file into the caller's memory: from the cache, from payload on its way, or from the
 * drive in runs, whose checksums are verified. A block that is being read is not used again before the
 * read has ended, so the place that the map named at the start stays right.
 */
final class BlockReader {
    private static final int SPARE_READS = 256;

    private final DiskFile blocks;
    private final BlockCache cache;
    private final HeldRecords held;
    private final IoTickets tickets;
    private final Crc crc;
    private final Runnable onDamage;
    private final ArrayDeque<BlockRead> spare = new ArrayDeque<>();
    private int inFlight;
    private boolean refusing;

    /** @param onDamage told for every read that found a wrong checksum or an error */
    BlockReader(
            DiskFile blocks,
            BlockCache cache,
            HeldRecords held,
            IoTickets tickets,
            Crc crc,
            Runnable onDamage) {
        this.blocks = blocks;
        this.cache = cache;
        this.held = held;
        this.tickets = tickets;
        this.crc = crc;
        this.onDamage = onDamage;
    }

    /** Whether a block can be had without the drive. */
    boolean inMemory(int address) {
        return cache.find(address) >= 0 || held.isWriting(address);
    }

    /** From now on every read gives -EIO. */
    void refuse() {
        refusing = true;
    }

    boolean isIdle() {
        return inFlight == 0;
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
        if (refusing) {
            done.onBlocks(token, -Errno.EIO);
            return;
        }
        BlockRead read = null;
        for (int i = 0; i < count; i++) {
            int address = map.find(inode, firstBlock + i);
            long at = offset + (long) i * BlockSpace.BLOCK_BYTES;
            if (address < 0) {
                zero(to, at);
            } else if (!copy(address, to, at)) {
                if (read == null) {
                    read = take();
                    read.begin(inode, firstBlock, to, offset, done, token);
                }
                read.add(i, address, map.crc(), map.generation());
            }
        }
        if (read == null) {
            done.onBlocks(token, 0);
        } else {
            inFlight++;
            read.start(blocks, tickets.start());
        }
    }

    private boolean copy(int address, MemorySegment to, long at) {
        int slot = cache.find(address);
        if (slot < 0) {
            return held.read(address, to, at);
        }
        MemorySegment.copy(
                cache.memory(slot), BlockCache.offset(slot), to, at, BlockSpace.BLOCK_BYTES);
        return true;
    }

    /** All runs of a read have ended. */
    void onEnd(BlockRead read, long ticket, int status) {
        tickets.end(ticket);
        inFlight--;
        int result = status == 0 && !refusing ? read.verify(crc) : -Errno.EIO;
        if (result != 0 && !refusing) {
            onDamage.run();
        }
        BucketState.BlocksDone done = read.done();
        long token = read.token();
        if (spare.size() < SPARE_READS) {
            spare.addFirst(read);
        }
        done.onBlocks(token, result);
    }

    private BlockRead take() {
        BlockRead read = spare.pollFirst();
        return read != null ? read : new BlockRead(this);
    }

    private static void zero(MemorySegment to, long at) {
        for (int i = 0; i < BlockSpace.BLOCK_BYTES; i += 8) {
            to.set(ValueLayout.JAVA_LONG_UNALIGNED, at + i, 0L);
        }
    }
}
