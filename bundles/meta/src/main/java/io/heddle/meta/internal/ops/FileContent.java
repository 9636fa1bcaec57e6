package io.heddle.meta.internal.ops;

import io.heddle.drive.BucketState;
import io.heddle.drive.Drive;
import io.heddle.drive.RecordWriter;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;

/**
 * Changes bytes of a file, whose records know whole blocks only: the first and the last block of a
 * range keep the bytes around it. Bytes behind the end of the file in its last block are always zero,
 * so that a longer file reads zeros there.
 *
 * <p>A change has two halves. The first loads the blocks at the edges and may have to wait; the second
 * puts the change into the record and counts {@link InodeRecord}'s blocks.
 */
final class FileContent {
    /** The end of the longest file: 2^40 blocks. */
    static final long MAX_BYTES = 1L << 52;

    static final int BLOCK = Drive.BLOCK_BYTES;

    private final MemorySegment head;
    private final MemorySegment tail;
    private boolean hasHead;
    private boolean hasTail;

    FileContent(SegmentAllocator allocator) {
        head = allocator.allocate(BLOCK, BLOCK);
        tail = allocator.allocate(BLOCK, BLOCK);
    }

    /**
     * Loads what a change of the bytes from {@code start} to {@code end} must keep.
     *
     * @return false: return {@link Operation#WAIT}
     */
    boolean load(OpContext context, InodeRecord inode, long start, long end) {
        long size = inode.attr().size();
        long number = inode.attr().inode();
        long first = start / BLOCK;
        long last = (end - 1) / BLOCK;
        boolean keepsStart = start % BLOCK != 0 && first * BLOCK < size;
        boolean keepsEnd = end % BLOCK != 0 && end < size;
        hasHead = (keepsStart || keepsEnd && first == last) && hasData(context, number, first);
        hasTail = keepsEnd && first != last && hasData(context, number, last);
        return (!hasHead || take(context, number, first, head))
                && (!hasTail || take(context, number, last, tail));
    }

    /**
     * Whether the file system has room for data in all blocks of a range.
     *
     * @return 0, -ENOSPC or {@link Operation#ROOM}
     */
    int admit(OpContext context, long inode, long start, long end) {
        long first = start / BLOCK;
        long last = (end - 1) / BLOCK;
        long growth = last + 1 - first;
        if (growth > context.room(inode)) {
            growth -= count(context.bucket(), inode, first, last + 1);
        }
        return context.admitsGrowth(inode, growth);
    }

    /** Puts bytes that {@link #load} prepared; the file grows when they reach beyond its end. */
    void write(
            OpContext context,
            RecordWriter record,
            InodeRecord inode,
            long start,
            MemorySegment from,
            long offset,
            int bytes) {
        var attr = inode.attr();
        long number = attr.inode();
        long end = start + bytes;
        long size = Math.max(attr.size(), end);
        long first = start / BLOCK;
        long last = (end - 1) / BLOCK;
        attr.blocks(attr.blocks()
                + last
                + 1
                - first
                - count(context.bucket(), number, first, last + 1));
        attr.size(size);
        int before = (int) (start % BLOCK);
        if (first == last) {
            merge(head, hasHead, before, from, offset, bytes);
            record.write(number, first, head, 0, (int) Math.min(BLOCK, size - first * BLOCK));
            return;
        }
        long next = first;
        int done = 0;
        if (before != 0) {
            done = BLOCK - before;
            merge(head, hasHead, before, from, offset, done);
            record.write(number, next++, head, 0, BLOCK);
        }
        int after = (int) (end % BLOCK);
        int whole = bytes - done - (hasTail ? after : 0);
        if (whole > 0) {
            record.write(number, next, from, offset + done, whole);
        }
        if (hasTail) {
            merge(tail, true, 0, from, offset + bytes - after, after);
            record.write(number, last, tail, 0, (int) Math.min(BLOCK, size - last * BLOCK));
        }
    }

    /** Puts zeros that {@link #load} prepared, and frees whole blocks; the size stays. */
    void zero(OpContext context, RecordWriter record, InodeRecord inode, long start, long end) {
        var attr = inode.attr();
        long number = attr.inode();
        long first = start / BLOCK;
        long last = (end - 1) / BLOCK;
        if (hasHead) {
            int until = first == last ? (int) (end - first * BLOCK) : BLOCK;
            int before = (int) (start % BLOCK);
            head.asSlice(before, until - before).fill((byte) 0);
            int kept = (int) Math.min(BLOCK, attr.size() - first * BLOCK);
            record.write(number, first, head, 0, kept);
        }
        if (hasTail) {
            tail.asSlice(0, end - last * BLOCK).fill((byte) 0);
            record.write(number, last, tail, 0, (int) Math.min(BLOCK, attr.size() - last * BLOCK));
        }
        // Whole blocks, and those of which nothing in front or behind is in the file.
        long firstFree = start % BLOCK == 0 ? first : first + 1;
        long endFree = end % BLOCK == 0 || end >= attr.size() ? last + 1 : last;
        free(context.bucket(), record, inode, firstFree, endFree);
    }

    /** Puts a new size that {@link #load} prepared from it to the old one, when that is longer. */
    void resize(OpContext context, RecordWriter record, InodeRecord inode, long size) {
        var attr = inode.attr();
        long oldSize = attr.size();
        attr.size(size);
        if (size >= oldSize) {
            return;
        }
        int kept = (int) (size % BLOCK);
        if (kept != 0 && hasHead) {
            record.write(attr.inode(), size / BLOCK, head, 0, kept);
        }
        long firstFree = (size + BLOCK - 1) / BLOCK;
        free(context.bucket(), record, inode, firstFree, (oldSize + BLOCK - 1) / BLOCK);
    }

    /** Puts the end of all content: no edge is kept, so nothing is loaded. */
    void empty(OpContext context, InodeRecord inode) {
        resize(context, context.record(), inode, 0);
        inode.modified(context.nowNs()).put(context.record());
    }

    private static void free(
            BucketState bucket, RecordWriter record, InodeRecord inode, long first, long end) {
        if (first >= end) {
            return;
        }
        var attr = inode.attr();
        long held = count(bucket, attr.inode(), first, end);
        if (held > 0) {
            record.punch(attr.inode(), first, end);
            attr.blocks(attr.blocks() - held);
        }
    }

    /** The blocks of a range that hold data. */
    private static long count(BucketState bucket, long inode, long first, long end) {
        long count = 0;
        long block = bucket.nextBlock(inode, first, true);
        while (block >= 0 && block < end) {
            long hole = bucket.nextBlock(inode, block, false);
            long until = hole < 0 || hole > end ? end : hole;
            count += until - block;
            block = until < end ? bucket.nextBlock(inode, until, true) : -1;
        }
        return count;
    }

    private static boolean hasData(OpContext context, long inode, long block) {
        return context.bucket().nextBlock(inode, block, true) == block;
    }

    private static boolean take(OpContext context, long inode, long block, MemorySegment to) {
        if (!context.loadBlocks(inode, block, 1)) {
            return false;
        }
        MemorySegment.copy(context.blocks(), context.blocksOffset(), to, 0, BLOCK);
        return true;
    }

    /** Makes a block of what it held, or zeros, and new bytes. */
    private static void merge(
            MemorySegment block, boolean held, int at, MemorySegment from, long offset, int bytes) {
        if (!held) {
            block.fill((byte) 0);
        }
        MemorySegment.copy(from, offset, block, at, bytes);
    }
}
