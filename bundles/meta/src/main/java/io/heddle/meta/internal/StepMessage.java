package io.heddle.meta.internal;

import io.heddle.wire.FsRequest;

import java.lang.foreign.MemorySegment;

/**
 * One step of a transaction at one participant: the body of PREPARE, and what the participant keeps in
 * its state until it knows the decision. Little-endian.
 *
 * <pre>
 *   0 u32 bucket of the participant   4 u32 bucket of the coordinator
 *   8 u64 transaction                16 u32 index of the step   20 u32 kind
 *  24 u64 inode that the step changes 32 u64 other inode (entry, new parent)
 *  40 i64 time ns                    48 u32 mode   52 u32 uid   56 u32 gid
 *  60 i32 change of links            64 u32 flags  68 u16 name bytes   70 u16 reply bytes
 *  72 name, then (in the state only) the reply of PREPARE
 * </pre>
 */
final class StepMessage {
    static final int HEADER_BYTES = 72;
    static final int MAX_NAME_BYTES = 255;
    static final int MAX_REPLY_BYTES = 96;
    static final int MAX_BYTES = HEADER_BYTES + MAX_NAME_BYTES + MAX_REPLY_BYTES;

    /** Give a directory a name; with {@link #REPLACE} in place of what has it. Reply: {@link #ENTRY_BYTES}. */
    static final int ADD = 1;

    /** Change the number of names of a file. */
    static final int LINKS = 2;

    /** Remove an empty directory. */
    static final int KILL = 3;

    /** Tell a directory of its new parent. */
    static final int PARENT = 4;

    /** Make a directory; it is there from PREPARE on, and goes again if that was in vain. Reply: attr. */
    static final int MAKE = 5;

    /** Lock the tree of directories: bucket 0 has it. */
    static final int TREE = 6;

    /** Of ADD: the name may exist. */
    static final int REPLACE = 1;

    /** Of ADD: the name must exist, and its inode gets the other name. */
    static final int EXCHANGE = 2;

    /** Reply of ADD: u64 inode that had the name or 0, u32 its type, u32 0. */
    static final int ENTRY_BYTES = 16;

    private MemorySegment memory = MemorySegment.NULL;
    private long offset;

    StepMessage wrap(MemorySegment memory, long offset) {
        this.memory = memory;
        this.offset = offset;
        return this;
    }

    /** Whether the lengths fit into a message of so many bytes. */
    boolean isSound(int lengthBytes) {
        return lengthBytes >= HEADER_BYTES
                && nameBytes() <= MAX_NAME_BYTES
                && HEADER_BYTES + nameBytes() <= lengthBytes;
    }

    StepMessage begin(int bucket, int coordinator, long transaction, int index, int kind) {
        memory.asSlice(offset, HEADER_BYTES).fill((byte) 0);
        memory.set(FsRequest.INT, offset, bucket);
        memory.set(FsRequest.INT, offset + 4, coordinator);
        memory.set(FsRequest.LONG, offset + 8, transaction);
        memory.set(FsRequest.INT, offset + 16, index);
        memory.set(FsRequest.INT, offset + 20, kind);
        return this;
    }

    MemorySegment memory() {
        return memory;
    }

    long offset() {
        return offset;
    }

    int lengthBytes() {
        return HEADER_BYTES + nameBytes();
    }

    int bucket() {
        return memory.get(FsRequest.INT, offset);
    }

    int coordinator() {
        return memory.get(FsRequest.INT, offset + 4);
    }

    long transaction() {
        return memory.get(FsRequest.LONG, offset + 8);
    }

    int index() {
        return memory.get(FsRequest.INT, offset + 16);
    }

    int kind() {
        return memory.get(FsRequest.INT, offset + 20);
    }

    long inode() {
        return memory.get(FsRequest.LONG, offset + 24);
    }

    StepMessage inode(long value) {
        memory.set(FsRequest.LONG, offset + 24, value);
        return this;
    }

    long other() {
        return memory.get(FsRequest.LONG, offset + 32);
    }

    StepMessage other(long value) {
        memory.set(FsRequest.LONG, offset + 32, value);
        return this;
    }

    long timeNs() {
        return memory.get(FsRequest.LONG, offset + 40);
    }

    StepMessage timeNs(long value) {
        memory.set(FsRequest.LONG, offset + 40, value);
        return this;
    }

    int mode() {
        return memory.get(FsRequest.INT, offset + 48);
    }

    StepMessage mode(int value) {
        memory.set(FsRequest.INT, offset + 48, value);
        return this;
    }

    int uid() {
        return memory.get(FsRequest.INT, offset + 52);
    }

    int gid() {
        return memory.get(FsRequest.INT, offset + 56);
    }

    StepMessage owner(int uid, int gid) {
        memory.set(FsRequest.INT, offset + 52, uid);
        memory.set(FsRequest.INT, offset + 56, gid);
        return this;
    }

    int change() {
        return memory.get(FsRequest.INT, offset + 60);
    }

    StepMessage change(int value) {
        memory.set(FsRequest.INT, offset + 60, value);
        return this;
    }

    int flags() {
        return memory.get(FsRequest.INT, offset + 64);
    }

    StepMessage flags(int value) {
        memory.set(FsRequest.INT, offset + 64, value);
        return this;
    }

    int nameBytes() {
        return Short.toUnsignedInt(memory.get(FsRequest.SHORT, offset + 68));
    }

    long nameOffset() {
        return offset + HEADER_BYTES;
    }

    StepMessage name(MemorySegment from, long at, int bytes) {
        memory.set(FsRequest.SHORT, offset + 68, (short) bytes);
        MemorySegment.copy(from, at, memory, nameOffset(), bytes);
        return this;
    }

    int replyBytes() {
        return Short.toUnsignedInt(memory.get(FsRequest.SHORT, offset + 70));
    }

    long replyOffset() {
        return nameOffset() + nameBytes();
    }

    /** Adds the reply, for the state. */
    StepMessage reply(MemorySegment from, long at, int bytes) {
        memory.set(FsRequest.SHORT, offset + 70, (short) bytes);
        MemorySegment.copy(from, at, memory, replyOffset(), bytes);
        return this;
    }
}
