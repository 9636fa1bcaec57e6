package io.heddle.wire;

import java.lang.foreign.MemorySegment;

/**
 * Attributes of an inode, on the wire and in the state of a bucket. Little-endian.
 *
 * <pre>
 *   0 u64 inode    8 u64 size   16 u64 blocks of 4 KiB   24 u64 parent (directories) or 0
 *  32 i64 atime ns    40 i64 mtime ns   48 i64 ctime ns  56 i64 birth ns
 *  64 u32 mode with type  68 u32 nlink  72 u32 uid  76 u32 gid  80 u32 rdev  84 u32 flags
 *  88 u64 change count
 * </pre>
 */
public final class Attr {
    public static final int BYTES = 96;

    private MemorySegment memory = MemorySegment.NULL;
    private long offset;

    public Attr wrap(MemorySegment memory, long offset) {
        this.memory = memory;
        this.offset = offset;
        return this;
    }

    public MemorySegment memory() {
        return memory;
    }

    public long offset() {
        return offset;
    }

    public long inode() {
        return memory.get(FsRequest.LONG, offset);
    }

    public long size() {
        return memory.get(FsRequest.LONG, offset + 8);
    }

    public long blocks() {
        return memory.get(FsRequest.LONG, offset + 16);
    }

    public long parent() {
        return memory.get(FsRequest.LONG, offset + 24);
    }

    public long atimeNs() {
        return memory.get(FsRequest.LONG, offset + 32);
    }

    public long mtimeNs() {
        return memory.get(FsRequest.LONG, offset + 40);
    }

    public long ctimeNs() {
        return memory.get(FsRequest.LONG, offset + 48);
    }

    public long birthNs() {
        return memory.get(FsRequest.LONG, offset + 56);
    }

    public int mode() {
        return memory.get(FsRequest.INT, offset + 64);
    }

    public int nlink() {
        return memory.get(FsRequest.INT, offset + 68);
    }

    public int uid() {
        return memory.get(FsRequest.INT, offset + 72);
    }

    public int gid() {
        return memory.get(FsRequest.INT, offset + 76);
    }

    public int rdev() {
        return memory.get(FsRequest.INT, offset + 80);
    }

    public int flags() {
        return memory.get(FsRequest.INT, offset + 84);
    }

    public long changes() {
        return memory.get(FsRequest.LONG, offset + 88);
    }

    public Attr inode(long value) {
        memory.set(FsRequest.LONG, offset, value);
        return this;
    }

    public Attr size(long value) {
        memory.set(FsRequest.LONG, offset + 8, value);
        return this;
    }

    public Attr blocks(long value) {
        memory.set(FsRequest.LONG, offset + 16, value);
        return this;
    }

    public Attr parent(long value) {
        memory.set(FsRequest.LONG, offset + 24, value);
        return this;
    }

    public Attr atimeNs(long value) {
        memory.set(FsRequest.LONG, offset + 32, value);
        return this;
    }

    public Attr mtimeNs(long value) {
        memory.set(FsRequest.LONG, offset + 40, value);
        return this;
    }

    public Attr ctimeNs(long value) {
        memory.set(FsRequest.LONG, offset + 48, value);
        return this;
    }

    public Attr birthNs(long value) {
        memory.set(FsRequest.LONG, offset + 56, value);
        return this;
    }

    public Attr mode(int value) {
        memory.set(FsRequest.INT, offset + 64, value);
        return this;
    }

    public Attr nlink(int value) {
        memory.set(FsRequest.INT, offset + 68, value);
        return this;
    }

    public Attr uid(int value) {
        memory.set(FsRequest.INT, offset + 72, value);
        return this;
    }

    public Attr gid(int value) {
        memory.set(FsRequest.INT, offset + 76, value);
        return this;
    }

    public Attr rdev(int value) {
        memory.set(FsRequest.INT, offset + 80, value);
        return this;
    }

    public Attr flags(int value) {
        memory.set(FsRequest.INT, offset + 84, value);
        return this;
    }

    public Attr changes(long value) {
        memory.set(FsRequest.LONG, offset + 88, value);
        return this;
    }
}
