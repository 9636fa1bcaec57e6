package io.heddle.drive.internal;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Where the blocks of the files of a bucket lie on this drive, with their checksums. A table from
 * (inode, block / 64) to a group of up to 64 places; a group is as long as its last place needs, so a
 * file of one block costs one. Beside the groups stands the number of blocks of the file.
 *
 * <pre>
 * key    inode (big-endian i64), group (big-endian i64; -1: the count)
 * value  of a group: 1, 2, 4 ... 64 places of  u32 address + 1 (0: hole), u32 CRC32C, u32 generation
 *        of the count: i64
 * </pre>
 */
final class BlockMap {
    /** Told for every block that a punch frees. */
    @FunctionalInterface
    interface Freed {
        void onFreed(int address);
    }

    private static final int GROUP_BITS = 6;
    private static final int GROUP_BLOCKS = 1 << GROUP_BITS;
    private static final int PLACE_BYTES = 12;
    private static final long COUNT_GROUP = -1;
    private static final ValueLayout.OfLong BIG_ENDIAN =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final MemTable table;
    private final MemorySegment key;
    private final TableCursor cursor;
    private int crc;
    private int generation;

    /** @param key 16 bytes of scratch memory, shared with other maps */
    BlockMap(MemTable table, MemorySegment key) {
        this.table = table;
        this.key = key;
        this.cursor = table.cursor();
    }

    MemTable table() {
        return table;
    }

    /** The address of a block or -1; {@link #crc} and {@link #generation} go with it. */
    int find(long inode, long block) {
        int group = entry(inode, block >>> GROUP_BITS);
        int at = (int) (block & GROUP_BLOCKS - 1) * PLACE_BYTES;
        if (group == 0 || at >= table.valueBytes(group)) {
            return -1;
        }
        MemorySegment slab = table.slab(group);
        long place = table.valueOffset(group) + at;
        crc = slab.get(ValueLayout.JAVA_INT, place + 4);
        generation = slab.get(ValueLayout.JAVA_INT, place + 8);
        return slab.get(ValueLayout.JAVA_INT, place) - 1;
    }

    int crc() {
        return crc;
    }

    int generation() {
        return generation;
    }

    /** Sets the place of a block. @return the address it had before, or -1 */
    int set(long inode, long block, int address, int blockCrc, int blockGeneration) {
        long number = block >>> GROUP_BITS;
        int index = (int) (block & GROUP_BLOCKS - 1);
        int group = entry(inode, number);
        if (group == 0 || table.valueBytes(group) < (index + 1) * PLACE_BYTES) {
            int places = index == 0 ? 1 : Integer.highestOneBit(index) * 2;
            group = table.upsert(key, 0, 16, places * PLACE_BYTES);
        }
        MemorySegment slab = table.slab(group);
        long place = table.valueOffset(group) + index * PLACE_BYTES;
        int before = slab.get(ValueLayout.JAVA_INT, place) - 1;
        slab.set(ValueLayout.JAVA_INT, place, address + 1);
        slab.set(ValueLayout.JAVA_INT, place + 4, blockCrc);
        slab.set(ValueLayout.JAVA_INT, place + 8, blockGeneration);
        if (before < 0) {
            addCount(inode, 1);
        }
        return before;
    }

    /** Takes the blocks of a range out. @param end exclusive, -1 for all that follow */
    void punch(long inode, long first, long end, Freed freed) {
        long limit = end < 0 ? Long.MAX_VALUE : end;
        long freedBlocks = 0;
        long number = first >>> GROUP_BITS;
        while (seek(inode, number)) {
            number = cursor.key().memory().get(BIG_ENDIAN, cursor.key().offset() + 8);
            long start = number << GROUP_BITS;
            if (number == COUNT_GROUP || start >= limit) {
                break;
            }
            int group = cursor.entry();
            int from = (int) Math.max(0, first - start);
            int to = (int) Math.min(places(group), limit - start);
            freedBlocks += clear(group, from, to, freed);
            if (isEmpty(group)) {
                setKey(inode, number);
                table.remove(key, 0, 16);
            }
            number++;
        }
        if (freedBlocks > 0) {
            addCount(inode, -freedBlocks);
        }
    }

    /** The next block at or after {@code block} that holds data (or a hole), or -1. */
    long next(long inode, long block, boolean data) {
        long at = block;
        while (seek(inode, at >>> GROUP_BITS)) {
            long number = cursor.key().memory().get(BIG_ENDIAN, cursor.key().offset() + 8);
            long start = number << GROUP_BITS;
            if (number == COUNT_GROUP) {
                break;
            }
            if (!data && start > at) {
                return at;
            }
            int group = cursor.entry();
            at = Math.max(at, start);
            for (int i = (int) (at - start); i < places(group); i++, at++) {
                if (isHeld(group, i) == data) {
                    return at;
                }
            }
            if (!data && places(group) < GROUP_BLOCKS) {
                return at;
            }
            at = start + GROUP_BLOCKS;
        }
        return data ? -1 : at;
    }

    /** Blocks of the file that hold data. */
    long count(long inode) {
        int entry = entry(inode, COUNT_GROUP);
        return entry == 0
                ? 0
                : table.slab(entry).get(ValueLayout.JAVA_LONG, table.valueOffset(entry));
    }

    /** Calls for every address in use, for recovery. */
    void forEach(Freed each) {
        setKey(0, 0);
        for (boolean more = cursor.seek(key, 0, 16); more; more = cursor.next()) {
            if (cursor.key().memory().get(BIG_ENDIAN, cursor.key().offset() + 8) == COUNT_GROUP) {
                continue;
            }
            int group = cursor.entry();
            for (int i = 0; i < places(group); i++) {
                if (isHeld(group, i)) {
                    each.onFreed(address(group, i));
                }
            }
        }
    }

    private void addCount(long inode, long change) {
        long count = count(inode) + change;
        setKey(inode, COUNT_GROUP);
        if (count == 0) {
            table.remove(key, 0, 16);
            return;
        }
        int entry = table.upsert(key, 0, 16, 8);
        table.slab(entry).set(ValueLayout.JAVA_LONG, table.valueOffset(entry), count);
    }

    private int clear(int group, int from, int to, Freed freed) {
        int count = 0;
        for (int i = from; i < to; i++) {
            if (isHeld(group, i)) {
                int address = address(group, i);
                long place = table.valueOffset(group) + i * PLACE_BYTES;
                table.slab(group).set(ValueLayout.JAVA_INT, place, 0);
                freed.onFreed(address);
                count++;
            }
        }
        return count;
    }

    private boolean isEmpty(int group) {
        for (int i = 0; i < places(group); i++) {
            if (isHeld(group, i)) {
                return false;
            }
        }
        return true;
    }

    private boolean isHeld(int group, int index) {
        return address(group, index) >= 0;
    }

    private int address(int group, int index) {
        return table.slab(group)
                        .get(ValueLayout.JAVA_INT, table.valueOffset(group) + index * PLACE_BYTES)
                - 1;
    }

    private int places(int group) {
        return table.valueBytes(group) / PLACE_BYTES;
    }

    private boolean seek(long inode, long group) {
        setKey(inode, group);
        return cursor.seek(key, 0, 16)
                && cursor.key().memory().get(BIG_ENDIAN, cursor.key().offset()) == inode;
    }

    private int entry(long inode, long group) {
        setKey(inode, group);
        return table.find(key, 0, 16);
    }

    private void setKey(long inode, long group) {
        key.set(BIG_ENDIAN, 0, inode);
        key.set(BIG_ENDIAN, 8, group);
    }
}
