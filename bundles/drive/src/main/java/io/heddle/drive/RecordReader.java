package io.heddle.drive;

import static io.heddle.drive.RecordWriter.INT;
import static io.heddle.drive.RecordWriter.LONG;
import static io.heddle.drive.RecordWriter.SHORT;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A flyweight over a record of {@link RecordWriter}. {@link #wrap} checks the whole structure, so that
 * afterwards nothing can read outside of the record. Used again and again, by one thread.
 */
public final class RecordReader {
    private static final int EINVAL = 22;

    private MemorySegment memory = MemorySegment.NULL;
    private long start;
    private int lengthBytes;
    private boolean stripped;
    private long entry;
    private long nextEntry;
    private int entriesLeft;

    /**
     * Looks at a record and checks its structure; the cursor stands before the first entry.
     *
     * @return 0, or -EINVAL when it is not a well-formed record of this format
     */
    public int wrap(MemorySegment memory, long offset, int lengthBytes) {
        return wrap(memory, offset, lengthBytes, false);
    }

    /**
     * The same for a record as the journal keeps it.
     *
     * @param stripped whether payloads of {@link RecordWriter#LARGE_BYTES} or more are left out
     */
    public int wrap(MemorySegment memory, long offset, int lengthBytes, boolean stripped) {
        if (lengthBytes < RecordWriter.HEADER_BYTES
                || lengthBytes > RecordWriter.MAX_BYTES
                || offset < 0
                || offset + lengthBytes > memory.byteSize()) {
            return -EINVAL;
        }
        this.memory = memory;
        this.start = offset;
        this.lengthBytes = lengthBytes;
        this.stripped = stripped;
        if (memory.get(SHORT, offset + 4) != RecordWriter.FORMAT
                || (!stripped && memory.get(INT, offset) != lengthBytes)
                || entries() < 0) {
            return -EINVAL;
        }
        rewind();
        while (next()) {
            if (!wellFormed()) {
                return -EINVAL;
            }
        }
        boolean complete = entriesLeft == 0 && nextEntry == start + lengthBytes;
        rewind();
        return complete ? 0 : -EINVAL;
    }

    /** The length of the whole record in bytes, payload included. */
    public int fullBytes() {
        return memory.get(INT, start);
    }

    public int bucket() {
        return Short.toUnsignedInt(memory.get(SHORT, start + 6));
    }

    public int epoch() {
        return memory.get(INT, start + 8);
    }

    public int entries() {
        return memory.get(INT, start + 12);
    }

    public long sequence() {
        return memory.get(LONG, start + 16);
    }

    /** The bucket's chain before this record. */
    public long chain() {
        return memory.get(LONG, start + 24);
    }

    /** Incarnation of the client that asked for it, 0 for none. */
    public long client() {
        return memory.get(LONG, start + 32);
    }

    public long request() {
        return memory.get(LONG, start + 40);
    }

    public MemorySegment memory() {
        return memory;
    }

    public long offset() {
        return start;
    }

    public int lengthBytes() {
        return lengthBytes;
    }

    /** Puts the cursor before the first entry. */
    public void rewind() {
        nextEntry = start + RecordWriter.HEADER_BYTES;
        entry = nextEntry;
        entriesLeft = entries();
    }

    /** Moves to the next entry. @return whether there is one */
    public boolean next() {
        if (entriesLeft == 0 || nextEntry + 8 > start + lengthBytes) {
            return false;
        }
        entriesLeft--;
        entry = nextEntry;
        nextEntry = entry + 8 + bodyBytes();
        return true;
    }

    /** PUT, DELETE, WRITE or PUNCH of {@link RecordWriter}. */
    public int kind() {
        return memory.get(ValueLayout.JAVA_BYTE, entry);
    }

    /** Where the entry begins in {@link #memory}. */
    public long entryOffset() {
        return entry;
    }

    /** Where the entry ends, padding included. */
    public long entryEnd() {
        return nextEntry;
    }

    public long keyOffset() {
        return entry + 8;
    }

    public int keyBytes() {
        return Short.toUnsignedInt(memory.get(SHORT, entry + 2));
    }

    public long valueOffset() {
        return entry + 8 + keyBytes();
    }

    /** Bytes of the value, or of the payload of a WRITE. */
    public int valueBytes() {
        return memory.get(INT, entry + 4);
    }

    /** The inode of WRITE and PUNCH. */
    public long inode() {
        return memory.get(LONG, entry + 8);
    }

    /** The first block of WRITE and PUNCH. */
    public long firstBlock() {
        return memory.get(LONG, entry + 16);
    }

    /** The end of PUNCH, exclusive; -1: all that follow. */
    public long endBlock() {
        return memory.get(LONG, entry + 24);
    }

    public long payloadOffset() {
        return entry + 24;
    }

    /** Blocks that the payload of a WRITE fills. */
    public int blocks() {
        return (valueBytes() + Drive.BLOCK_BYTES - 1) / Drive.BLOCK_BYTES;
    }

    /** Whether the payload of this WRITE goes to the blocks before the record. */
    public boolean isLarge() {
        return valueBytes() >= RecordWriter.LARGE_BYTES;
    }

    private long bodyBytes() {
        long value = Math.max(0, valueBytes());
        return switch (kind()) {
            case RecordWriter.PUT -> align(keyBytes() + value);
            case RecordWriter.DELETE -> align(keyBytes());
            case RecordWriter.WRITE -> 16 + (stripped && isLarge() ? 0 : align(value));
            case RecordWriter.PUNCH -> 24;
            default -> 0;
        };
    }

    private boolean wellFormed() {
        if (nextEntry > start + lengthBytes) {
            return false;
        }
        int value = valueBytes();
        return switch (kind()) {
            case RecordWriter.PUT -> keyFits() && value >= 0 && value <= StateStore.MAX_VALUE_BYTES;
            case RecordWriter.DELETE -> keyFits();
            case RecordWriter.WRITE -> value > 0 && firstBlock() >= 0;
            case RecordWriter.PUNCH -> firstBlock() >= 0 && endBlock() >= -1;
            default -> false;
        };
    }

    private boolean keyFits() {
        return keyBytes() > 0 && keyBytes() <= StateStore.MAX_KEY_BYTES;
    }

    private static long align(long bytes) {
        return (bytes + 7) & ~7L;
    }
}
