package io.heddle.drive.internal;

import io.heddle.runtime.DiskCompletion;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * A record that cannot go into the journal yet: its payload is being written to the blocks, or it
 * follows such a record of its bucket. Pooled by {@link HeldRecords}.
 */
final class HeldRecord implements DiskCompletion {
    private static final int MIN_ENTRY_BYTES = 4096;

    private final HeldRecords owner;
    private Arena arena = Arena.ofShared();
    private MemorySegment entry = arena.allocate(MIN_ENTRY_BYTES, 8);
    private int entryBytes;
    private @Nullable PayloadBuffer payload;
    private int payloadBlocks;
    private int runs;
    private int[] runAddress = new int[4];
    private int[] runBlocks = new int[4];
    private int[] runAt = new int[4];
    private int pending;
    private long ticket;

    @Nullable
    BucketTable table;

    @Nullable
    HeldRecord next;

    long ordinal;

    HeldRecord(HeldRecords owner) {
        this.owner = owner;
        owner.resized(entry.byteSize());
    }

    void begin(long recordOrdinal, BucketTable bucket) {
        ordinal = recordOrdinal;
        table = bucket;
        next = null;
        payload = null;
        payloadBlocks = 0;
        runs = 0;
        pending = 0;
        entryBytes = 0;
    }

    /** Memory for the entry; valid until {@link #begin}. */
    MemorySegment entry(int bytes) {
        if (bytes > entry.byteSize()) {
            close();
            arena = Arena.ofShared();
            entry = arena.allocate(Integer.highestOneBit(bytes - 1) * 2L, 8);
            owner.resized(entry.byteSize());
        }
        entryBytes = bytes;
        return entry;
    }

    MemorySegment entry() {
        return entry;
    }

    int entryBytes() {
        return entryBytes;
    }

    void setPayload(PayloadBuffer buffer) {
        payload = buffer;
    }

    @Nullable
    PayloadBuffer payload() {
        return payload;
    }

    /** Adds a run of blocks. @return the offset of its content in the payload buffer */
    int addRun(int address, int blocks) {
        if (runs == runAddress.length) {
            runAddress = Arrays.copyOf(runAddress, runs * 2);
            runBlocks = Arrays.copyOf(runBlocks, runs * 2);
            runAt = Arrays.copyOf(runAt, runs * 2);
        }
        runAddress[runs] = address;
        runBlocks[runs] = blocks;
        runAt[runs++] = payloadBlocks * BlockSpace.BLOCK_BYTES;
        payloadBlocks += blocks;
        return runAt[runs - 1];
    }

    int runs() {
        return runs;
    }

    int runAddress(int run) {
        return runAddress[run];
    }

    int runBytes(int run) {
        return runBlocks[run] * BlockSpace.BLOCK_BYTES;
    }

    int runAt(int run) {
        return runAt[run];
    }

    /** Where the payload holds a block, or -1. */
    int find(int address) {
        for (int run = 0; run < runs; run++) {
            int index = address - runAddress[run];
            if (index >= 0 && index < runBlocks[run]) {
                return runAt[run] + index * BlockSpace.BLOCK_BYTES;
            }
        }
        return -1;
    }

    void startWrites(long ioTicket) {
        ticket = ioTicket;
        pending = runs;
    }

    long ticket() {
        return ticket;
    }

    /** Whether its payload is durable. */
    boolean isReady() {
        return pending == 0;
    }

    @Override
    public void onDisk(long run, int result) {
        pending--;
        owner.onPayload(this, result == runBytes((int) run), result);
    }

    void close() {
        owner.resized(-entry.byteSize());
        arena.close();
    }
}
