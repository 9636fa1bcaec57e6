package io.heddle.drive.internal;

import io.heddle.drive.RecordWriter;
import io.heddle.runtime.DiskFile;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;

/**
 * Writes large payload to its blocks before the record goes to the journal, and keeps the records of a
 * bucket in their order meanwhile. Reads of such blocks are served from here.
 */
final class HeldRecords {
    /** What it tells its drive. */
    interface Owner {
        /** The record may go to the journal. */
        void onReady(HeldRecord record);

        void onWriteFailed(int status);
    }

    private static final int SMALL_BYTES = 128 << 10;
    /** The longest payload, and a rest of a block for each of its at most 18 pieces. */
    private static final int LARGE_BYTES = RecordWriter.MAX_BYTES + 18 * BlockSpace.BLOCK_BYTES;

    private static final int SPARE_SMALL = 8;
    private static final int SPARE_LARGE = 3;
    private static final int SPARE_RECORDS = 256;

    private final DiskFile blocks;
    private final IoTickets tickets;
    private final Owner owner;
    private final ArrayDeque<PayloadBuffer> small = new ArrayDeque<>();
    private final ArrayDeque<PayloadBuffer> large = new ArrayDeque<>();
    private final ArrayDeque<HeldRecord> spare = new ArrayDeque<>();
    private final ArrayList<HeldRecord> writing = new ArrayList<>();
    private long bytes;
    private boolean closed;

    HeldRecords(DiskFile blocks, IoTickets tickets, Owner owner) {
        this.blocks = blocks;
        this.tickets = tickets;
        this.owner = owner;
    }

    HeldRecord take(long ordinal, BucketTable table) {
        HeldRecord record = spare.pollFirst();
        if (record == null) {
            record = new HeldRecord(this);
        }
        record.begin(ordinal, table);
        return record;
    }

    /** Memory for the payload of a record. */
    PayloadBuffer payload(int bytes) {
        PayloadBuffer buffer = bytes <= SMALL_BYTES ? small.pollFirst() : large.pollFirst();
        if (buffer == null) {
            buffer = PayloadBuffer.allocate(bytes <= SMALL_BYTES ? SMALL_BYTES : LARGE_BYTES);
            resized(buffer.memory().byteSize());
        }
        return buffer;
    }

    /** Memory was taken, or given back when negative. */
    void resized(long moreBytes) {
        bytes += moreBytes;
    }

    /** Bytes outside the heap of all records and payloads, pooled ones included. */
    long bytes() {
        return bytes;
    }

    /** Starts the writes of a record's payload, if it has one, and puts it behind its bucket's others. */
    void hold(HeldRecord record, BucketTable table) {
        table.enqueue(record);
        PayloadBuffer payload = record.payload();
        if (payload == null) {
            return;
        }
        record.startWrites(tickets.start());
        writing.add(record);
        for (int run = 0; run < record.runs(); run++) {
            blocks.write(
                    (long) record.runAddress(run) * BlockSpace.BLOCK_BYTES,
                    payload.memory(),
                    record.runAt(run),
                    record.runBytes(run),
                    true,
                    record,
                    run);
        }
    }

    /** Copies a block whose payload is on its way. @return false when it is not */
    boolean read(int address, MemorySegment to, long offset) {
        for (int i = 0; i < writing.size(); i++) {
            HeldRecord record = writing.get(i);
            int at = record.find(address);
            PayloadBuffer payload = record.payload();
            if (at >= 0 && payload != null) {
                MemorySegment.copy(payload.memory(), at, to, offset, BlockSpace.BLOCK_BYTES);
                return true;
            }
        }
        return false;
    }

    boolean isWriting(int address) {
        for (int i = 0; i < writing.size(); i++) {
            if (writing.get(i).find(address) >= 0) {
                return true;
            }
        }
        return false;
    }

    /** Whether payload of a record up to this ordinal is on its way. */
    boolean isWritingUpTo(long ordinal) {
        for (int i = 0; i < writing.size(); i++) {
            if (writing.get(i).ordinal <= ordinal) {
                return true;
            }
        }
        return false;
    }

    void onPayload(HeldRecord record, boolean written, int result) {
        if (record.isReady()) {
            tickets.end(record.ticket());
            writing.remove(record);
            PayloadBuffer payload = record.payload();
            if (payload != null) {
                giveBack(payload);
            }
        }
        if (closed) {
            return;
        }
        BucketTable table = record.table;
        if (!written) {
            owner.onWriteFailed(result);
        } else if (table != null) {
            drain(table);
        }
    }

    boolean isIdle() {
        return writing.isEmpty();
    }

    void stop() {
        closed = true;
    }

    /** Gives the memory back; nothing may be in flight. */
    void close() {
        small.forEach(PayloadBuffer::close);
        large.forEach(PayloadBuffer::close);
        spare.forEach(HeldRecord::close);
    }

    private void drain(BucketTable table) {
        for (HeldRecord head = table.firstHeld();
                head != null && head.isReady();
                head = table.firstHeld()) {
            table.dequeue();
            owner.onReady(head);
            head.table = null;
            if (spare.size() < SPARE_RECORDS && head.entry().byteSize() <= SMALL_BYTES) {
                spare.addFirst(head);
            } else {
                head.close();
            }
        }
    }

    private void giveBack(PayloadBuffer buffer) {
        boolean isSmall = buffer.memory().byteSize() == SMALL_BYTES;
        ArrayDeque<PayloadBuffer> pool = isSmall ? small : large;
        if (pool.size() < (isSmall ? SPARE_SMALL : SPARE_LARGE)) {
            pool.addFirst(buffer);
        } else {
            resized(-buffer.memory().byteSize());
            buffer.close();
        }
    }
}
