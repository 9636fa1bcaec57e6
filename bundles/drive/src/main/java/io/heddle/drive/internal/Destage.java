package io.heddle.drive.internal;

import io.heddle.runtime.DiskCompletion;
import io.heddle.runtime.DiskFile;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;

/**
 * Writes dirty blocks to the drive in the background: the oldest first, with the neighbours that lie beside
 * it in one transfer. Works when the cache is half dirty, or when a checkpoint wants it.
 */
final class Destage {
    private static final int TRANSFERS = 4;
    private static final int TRANSFER_BLOCKS = 64;

    private final DiskFile blocks;
    private final BlockCache cache;
    private final BlockSpace space;
    private final IoTickets tickets;
    private final java.util.function.IntConsumer onFailure;
    private final ArrayDeque<Transfer> spare = new ArrayDeque<>();
    private int inFlight;
    private long wantedStamp = -1;
    private boolean draining;
    private boolean stopped;

    Destage(
            DiskFile blocks,
            BlockCache cache,
            BlockSpace space,
            IoTickets tickets,
            java.util.function.IntConsumer onFailure) {
        this.blocks = blocks;
        this.cache = cache;
        this.space = space;
        this.tickets = tickets;
        this.onFailure = onFailure;
    }

    /** Wants all blocks on the drive that records up to this ordinal wrote; -1: nothing special. */
    void require(long stamp) {
        wantedStamp = stamp;
    }

    /** Whether {@link #require} is fulfilled, as far as writes go (they are not flushed yet). */
    boolean isFulfilled() {
        return !isWanted() && inFlight == 0;
    }

    boolean isIdle() {
        return inFlight == 0;
    }

    /** Starts what is due. @return transfers started */
    int pump() {
        int started = 0;
        while (!stopped && inFlight < TRANSFERS && isDue()) {
            start(cache.oldestDirty());
            started++;
        }
        return started;
    }

    /** Bytes outside the heap. */
    long bytes() {
        return (long) (spare.size() + inFlight) * TRANSFER_BLOCKS * BlockSpace.BLOCK_BYTES;
    }

    void stop() {
        stopped = true;
    }

    /** Gives the memory back; nothing may be in flight. */
    void close() {
        spare.forEach(transfer -> transfer.arena.close());
    }

    private boolean isDue() {
        if (wantedStamp >= 0) {
            return isWanted();
        }
        int dirty = cache.dirtyBlocks();
        if (dirty > cache.limitBlocks() / 2) {
            draining = true;
        } else if (dirty <= cache.limitBlocks() / 4) {
            draining = false;
        }
        return draining;
    }

    private boolean isWanted() {
        int oldest = cache.oldestDirty();
        return oldest >= 0 && cache.stamp(oldest) <= wantedStamp;
    }

    private void start(int oldest) {
        Transfer transfer = spare.pollFirst();
        if (transfer == null) {
            transfer = new Transfer();
        }
        int first = cache.address(oldest);
        int before = first - TRANSFER_BLOCKS / 2;
        while (first > 0 && first > before && cache.dirtyAt(first - 1) >= 0) {
            first--;
        }
        transfer.count = 0;
        for (int slot = cache.dirtyAt(first);
                slot >= 0 && transfer.count < TRANSFER_BLOCKS;
                slot = cache.dirtyAt(first + transfer.count)) {
            transfer.add(slot);
        }
        inFlight++;
        transfer.ticket = tickets.start();
        int bytes = transfer.count * BlockSpace.BLOCK_BYTES;
        blocks.write(
                (long) first * BlockSpace.BLOCK_BYTES,
                transfer.memory,
                0,
                bytes,
                false,
                transfer,
                bytes);
    }

    private void end(Transfer transfer, boolean written, int result) {
        inFlight--;
        tickets.end(transfer.ticket);
        for (int i = 0; i < transfer.count; i++) {
            int address = cache.address(transfer.slots[i]);
            long freedBy = cache.endWrite(transfer.slots[i]);
            if (freedBy != 0) {
                space.freeLater(address, freedBy, tickets.next());
            }
        }
        spare.addFirst(transfer);
        if (!written) {
            onFailure.accept(result);
        }
    }

    /** One write of blocks that lie side by side. */
    private final class Transfer implements DiskCompletion {
        private final Arena arena = Arena.ofShared();
        private final MemorySegment memory =
                arena.allocate((long) TRANSFER_BLOCKS * BlockSpace.BLOCK_BYTES, 4096);
        private final int[] slots = new int[TRANSFER_BLOCKS];
        private int count;
        private long ticket;

        void add(int slot) {
            MemorySegment.copy(
                    cache.memory(slot),
                    BlockCache.offset(slot),
                    memory,
                    (long) count * BlockSpace.BLOCK_BYTES,
                    BlockSpace.BLOCK_BYTES);
            slots[count++] = slot;
            cache.beginWrite(slot);
        }

        @Override
        public void onDisk(long bytes, int result) {
            end(this, result == bytes, result);
        }
    }
}
