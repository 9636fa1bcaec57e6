package io.heddle.wire;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * The request of a file operation, as bytes. Which fields count says {@link Opcode}. Little-endian.
 *
 * <pre>
 *   0 u64 client incarnation   8 u64 request number   16 u64 lowest unanswered request number
 *  24 u64 inode               32 u64 inode2
 *  40 u64 a                   48 u64 b                56 u64 c
 *  64 u32 uid   68 u32 gid    72 u32 mode             76 u32 flags
 *  80 u16 name1 bytes         82 u16 name2 bytes      84 u32 data bytes
 *  88 u32 pid                 92 u32 0                96 name1, name2, data
 * </pre>
 */
public final class FsRequest {
    public static final int HEADER_BYTES = 96;
    /** Header and two names of 255 bytes, or one of 255 and a target of 4095. */
    public static final int MAX_HEAD_BYTES = HEADER_BYTES + 255 + 4096;

    public static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    public static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    public static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private MemorySegment memory = MemorySegment.NULL;
    private long offset;
    private int lengthBytes;

    /** Looks at a request. @return whether its lengths fit into {@code lengthBytes} */
    public boolean wrap(MemorySegment memory, long offset, int lengthBytes) {
        this.memory = memory;
        this.offset = offset;
        this.lengthBytes = lengthBytes;
        return lengthBytes >= HEADER_BYTES
                && name1Bytes() <= 255
                && name2Bytes() <= 4095
                && dataBytes() >= 0
                && (long) HEADER_BYTES + name1Bytes() + name2Bytes() + dataBytes() <= lengthBytes;
    }

    /** Starts a request with all fields zero. */
    public FsRequest begin(MemorySegment memory, long offset) {
        this.memory = memory;
        this.offset = offset;
        memory.asSlice(offset, HEADER_BYTES).fill((byte) 0);
        lengthBytes = HEADER_BYTES;
        return this;
    }

    public MemorySegment memory() {
        return memory;
    }

    public long offset() {
        return offset;
    }

    /** Bytes of header and names; the data may lie elsewhere when it is sent. */
    public int headBytes() {
        return HEADER_BYTES + name1Bytes() + name2Bytes();
    }

    public int lengthBytes() {
        return lengthBytes;
    }

    public void key(long client, long request, long watermark) {
        memory.set(LONG, offset, client);
        memory.set(LONG, offset + 8, request);
        memory.set(LONG, offset + 16, watermark);
    }

    public long client() {
        return memory.get(LONG, offset);
    }

    public long request() {
        return memory.get(LONG, offset + 8);
    }

    public long watermark() {
        return memory.get(LONG, offset + 16);
    }

    public FsRequest inode(long value) {
        memory.set(LONG, offset + 24, value);
        return this;
    }

    public long inode() {
        return memory.get(LONG, offset + 24);
    }

    public FsRequest inode2(long value) {
        memory.set(LONG, offset + 32, value);
        return this;
    }

    public long inode2() {
        return memory.get(LONG, offset + 32);
    }

    public FsRequest a(long value) {
        memory.set(LONG, offset + 40, value);
        return this;
    }

    public long a() {
        return memory.get(LONG, offset + 40);
    }

    public FsRequest b(long value) {
        memory.set(LONG, offset + 48, value);
        return this;
    }

    public long b() {
        return memory.get(LONG, offset + 48);
    }

    /** The field of a request that nobody has wrapped. */
    public static long b(MemorySegment memory, long offset) {
        return memory.get(LONG, offset + 48);
    }

    public FsRequest c(long value) {
        memory.set(LONG, offset + 56, value);
        return this;
    }

    public long c() {
        return memory.get(LONG, offset + 56);
    }

    public FsRequest owner(int uid, int gid, int pid) {
        memory.set(INT, offset + 64, uid);
        memory.set(INT, offset + 68, gid);
        memory.set(INT, offset + 88, pid);
        return this;
    }

    public int uid() {
        return memory.get(INT, offset + 64);
    }

    public int gid() {
        return memory.get(INT, offset + 68);
    }

    public int pid() {
        return memory.get(INT, offset + 88);
    }

    public FsRequest mode(int value) {
        memory.set(INT, offset + 72, value);
        return this;
    }

    public int mode() {
        return memory.get(INT, offset + 72);
    }

    public FsRequest flags(int value) {
        memory.set(INT, offset + 76, value);
        return this;
    }

    public int flags() {
        return memory.get(INT, offset + 76);
    }

    /** Appends the first name; before the second and the data. */
    public FsRequest name1(MemorySegment from, long at, int bytes) {
        memory.set(SHORT, offset + 80, (short) bytes);
        MemorySegment.copy(from, at, memory, offset + HEADER_BYTES, bytes);
        lengthBytes = HEADER_BYTES + bytes;
        return this;
    }

    /** Appends the second name; after the first and before the data. */
    public FsRequest name2(MemorySegment from, long at, int bytes) {
        memory.set(SHORT, offset + 82, (short) bytes);
        MemorySegment.copy(from, at, memory, offset + HEADER_BYTES + name1Bytes(), bytes);
        lengthBytes = headBytes();
        return this;
    }

    /** Says how many data bytes follow the head, wherever they lie. */
    public FsRequest dataBytes(int bytes) {
        memory.set(INT, offset + 84, bytes);
        return this;
    }

    public int name1Bytes() {
        return Short.toUnsignedInt(memory.get(SHORT, offset + 80));
    }

    public long name1Offset() {
        return offset + HEADER_BYTES;
    }

    public int name2Bytes() {
        return Short.toUnsignedInt(memory.get(SHORT, offset + 82));
    }

    public long name2Offset() {
        return name1Offset() + name1Bytes();
    }

    public int dataBytes() {
        return memory.get(INT, offset + 84);
    }

    /** Where the data starts when it follows the head, as it does at the receiver. */
    public long dataOffset() {
        return name2Offset() + name2Bytes();
    }
}
