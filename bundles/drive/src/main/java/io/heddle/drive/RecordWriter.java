package io.heddle.drive;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Builds a replicated record: what a mutation changes in its bucket. The same bytes go into the
 * journals of all replicas and over the wire between them. Little-endian.
 *
 * <pre>
 *   0 u32 length of the record     4 u16 format (1)          6 u16 bucket
 *   8 u32 epoch                   12 u32 number of entries
 *  16 u64 sequence                24 u64 chain before this record (CRC32C chain, see Drive)
 *  32 u64 client incarnation      40 u64 request number      (both 0: no client asked for it)
 *  48 entries, each 8-byte aligned:
 *     PUT    u8 1, u8 0, u16 key bytes, u32 value bytes, key, value
 *     DELETE u8 2, u8 0, u16 key bytes, u32 0, key
 *     WRITE  u8 3, u8 0, u16 0, u32 payload bytes, u64 inode, u64 first block, payload
 *     PUNCH  u8 4, u8 0, u16 0, u32 0, u64 inode, u64 first block, u64 end block (exclusive; -1: all)
 * </pre>
 *
 * <p>The payload of WRITE is whole blocks but for the last, whose rest is zeros.
 */
public final class RecordWriter {
    public static final int HEADER_BYTES = 48;
    public static final int FORMAT = 1;
    public static final int PUT = 1;
    public static final int DELETE = 2;
    public static final int WRITE = 3;
    public static final int PUNCH = 4;

    /** Payloads from here on go to blocks before the record, smaller ones into the journal. */
    public static final int LARGE_BYTES = 64 << 10;

    /** The longest record: 1 MiB of payload plus its state changes. */
    public static final int MAX_BYTES = (1 << 20) + (128 << 10);

    static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final MemorySegment memory;
    private int position;
    private int entries;

    /** A writer over {@link #MAX_BYTES} of memory that it uses again and again. */
    public RecordWriter(MemorySegment memory) {
        this.memory = memory;
    }

    /** Starts a record. */
    public void begin(int bucket, int epoch, long sequence, long chain, long client, long request) {
        memory.set(SHORT, 4, (short) FORMAT);
        memory.set(SHORT, 6, (short) bucket);
        memory.set(INT, 8, epoch);
        memory.set(LONG, 16, sequence);
        memory.set(LONG, 24, chain);
        memory.set(LONG, 32, client);
        memory.set(LONG, 40, request);
        position = HEADER_BYTES;
        entries = 0;
    }

    /** Sets a key. */
    public void put(
            MemorySegment key,
            long keyOffset,
            int keyBytes,
            MemorySegment value,
            long offset,
            int bytes) {
        entry(PUT, keyBytes, bytes);
        copy(key, keyOffset, keyBytes);
        copy(value, offset, bytes);
        align();
    }

    /** Removes a key; harmless when it is absent. */
    public void delete(MemorySegment key, long keyOffset, int keyBytes) {
        entry(DELETE, keyBytes, 0);
        copy(key, keyOffset, keyBytes);
        align();
    }

    /** Replaces the blocks from {@code firstBlock} on by the payload. */
    public void write(long inode, long firstBlock, MemorySegment payload, long offset, int bytes) {
        entry(WRITE, 0, bytes);
        number(inode);
        number(firstBlock);
        copy(payload, offset, bytes);
        align();
    }

    /** Frees blocks, {@code endBlock} exclusive, -1 for all that follow. */
    public void punch(long inode, long firstBlock, long endBlock) {
        entry(PUNCH, 0, 0);
        number(inode);
        number(firstBlock);
        number(endBlock);
    }

    /** Ends the record. @return its length in bytes */
    public int end() {
        memory.set(INT, 0, position);
        memory.set(INT, 12, entries);
        return position;
    }

    /** Bytes written so far. */
    public int lengthBytes() {
        return position;
    }

    public MemorySegment memory() {
        return memory;
    }

    private void entry(int kind, int keyBytes, int valueBytes) {
        memory.set(ValueLayout.JAVA_BYTE, position, (byte) kind);
        memory.set(ValueLayout.JAVA_BYTE, position + 1, (byte) 0);
        memory.set(SHORT, position + 2, (short) keyBytes);
        memory.set(INT, position + 4, valueBytes);
        position += 8;
        entries++;
    }

    private void number(long value) {
        memory.set(LONG, position, value);
        position += 8;
    }

    private void copy(MemorySegment from, long offset, int bytes) {
        MemorySegment.copy(from, offset, memory, position, bytes);
        position += bytes;
    }

    private void align() {
        while ((position & 7) != 0) {
            memory.set(ValueLayout.JAVA_BYTE, position++, (byte) 0);
        }
    }
}
