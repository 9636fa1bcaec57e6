package io.heddle.meta.internal.ops;

import io.heddle.drive.RecordWriter;
import io.heddle.drive.StateStore;
import io.heddle.wire.FsRequest;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * The layout of a bucket's state: builds one key at a time in its own memory. Numbers are big-endian,
 * so that the order of the keys is the order of the numbers.
 *
 * <pre>
 *   'B' counter u8              -> u64                           {@link #NEXT_INODE}
 *   'C' directory u64 cookie u64 -> u64 inode, u32 type, name    an entry, in readdir's order
 *   'D' directory u64 name      -> u64 inode, u32 type, u32 0, u64 cookie
 *   'I' inode u64               -> Attr
 *   'O' inode u64 client u64    -> u64 how often the client has it open
 *   'S' inode u64               -> target of a symbolic link
 *   'X' inode u64 name          -> value of an extended attribute
 * </pre>
 *
 * Values are little-endian. 'R', 'T' and 'E' belong to the engine.
 */
public final class StateKey {
    public static final byte COUNTER = 'B';
    public static final byte COOKIE = 'C';
    public static final byte DENTRY = 'D';
    public static final byte INODE = 'I';
    public static final byte OPEN = 'O';
    public static final byte SYMLINK = 'S';
    public static final byte XATTR = 'X';

    /** The counter of the sequence that the next inode of the bucket gets. */
    public static final int NEXT_INODE = 1;

    private static final ValueLayout.OfLong BIG_LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final int NUMBER_AT = 1;
    private static final int SECOND_AT = 9;

    private final MemorySegment memory;
    private int lengthBytes;

    public StateKey(SegmentAllocator allocator) {
        memory = allocator.allocate(StateStore.MAX_KEY_BYTES, 8);
    }

    public StateKey counter(int counter) {
        memory.set(ValueLayout.JAVA_BYTE, 0, COUNTER);
        memory.set(ValueLayout.JAVA_BYTE, 1, (byte) counter);
        lengthBytes = 2;
        return this;
    }

    public StateKey inode(long inode) {
        return number(INODE, inode);
    }

    public StateKey symlink(long inode) {
        return number(SYMLINK, inode);
    }

    public StateKey dentry(long directory, MemorySegment name, long offset, int bytes) {
        return named(DENTRY, directory, name, offset, bytes);
    }

    public StateKey cookie(long directory, long cookie) {
        return numbers(COOKIE, directory, cookie);
    }

    public StateKey open(long inode, long client) {
        return numbers(OPEN, inode, client);
    }

    public StateKey xattr(long inode, MemorySegment name, long offset, int bytes) {
        return named(XATTR, inode, name, offset, bytes);
    }

    /** The beginning that all keys of this type and number share. */
    public StateKey number(byte type, long number) {
        memory.set(ValueLayout.JAVA_BYTE, 0, type);
        memory.set(BIG_LONG, NUMBER_AT, number);
        lengthBytes = SECOND_AT;
        return this;
    }

    /** The beginning that all keys of this type share. */
    public StateKey type(byte type) {
        memory.set(ValueLayout.JAVA_BYTE, 0, type);
        lengthBytes = 1;
        return this;
    }

    /** A copy of a key that a cursor shows. */
    public StateKey copy(StateStore.View key) {
        lengthBytes = key.lengthBytes();
        MemorySegment.copy(key.memory(), key.offset(), memory, 0, lengthBytes);
        return this;
    }

    public MemorySegment memory() {
        return memory;
    }

    public int lengthBytes() {
        return lengthBytes;
    }

    /** Looks this key up. @return the value's length or -ENOENT */
    public int get(StateStore store, StateStore.View value) {
        return store.get(memory, 0, lengthBytes, value);
    }

    /** Moves a cursor to the first key that is not below this one. */
    public boolean seek(StateStore.Cursor cursor) {
        return cursor.seek(memory, 0, lengthBytes);
    }

    public void put(RecordWriter record, MemorySegment value, long offset, int bytes) {
        record.put(memory, 0, lengthBytes, value, offset, bytes);
    }

    public void delete(RecordWriter record) {
        record.delete(memory, 0, lengthBytes);
    }

    /** Whether a cursor's key is of this type and first number. */
    public static boolean matches(StateStore.View key, byte type, long number) {
        return isOf(key, type) && firstNumber(key) == number;
    }

    /** Whether a cursor's key is of this type, one with a number. */
    public static boolean isOf(StateStore.View key, byte type) {
        return key.lengthBytes() >= SECOND_AT
                && key.memory().get(ValueLayout.JAVA_BYTE, key.offset()) == type;
    }

    /** The inode or directory of a key. */
    public static long firstNumber(StateStore.View key) {
        return key.memory().get(BIG_LONG, key.offset() + NUMBER_AT);
    }

    /** The cookie or client of a key. */
    public static long secondNumber(StateStore.View key) {
        return key.memory().get(BIG_LONG, key.offset() + SECOND_AT);
    }

    /** Where the name of a key starts; it goes on to the key's end. */
    public static long nameOffset(StateStore.View key) {
        return key.offset() + SECOND_AT;
    }

    public static int nameBytes(StateStore.View key) {
        return key.lengthBytes() - SECOND_AT;
    }

    /** A counter's or open count's value. */
    static long value(StateStore.View value) {
        return value.memory().get(FsRequest.LONG, value.offset());
    }

    private StateKey numbers(byte type, long first, long second) {
        number(type, first);
        memory.set(BIG_LONG, SECOND_AT, second);
        lengthBytes = SECOND_AT + Long.BYTES;
        return this;
    }

    private StateKey named(byte type, long number, MemorySegment name, long offset, int bytes) {
        number(type, number);
        MemorySegment.copy(name, offset, memory, SECOND_AT, bytes);
        lengthBytes = SECOND_AT + bytes;
        return this;
    }
}
