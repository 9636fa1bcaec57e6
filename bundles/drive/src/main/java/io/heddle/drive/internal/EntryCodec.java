package io.heddle.drive.internal;

import io.heddle.drive.RecordReader;
import io.heddle.drive.RecordWriter;

import java.lang.foreign.MemorySegment;

/** Turns a record and its trailer into an entry of a frame, see {@link FrameFormat}. */
final class EntryCodec {
    static final int STRIPPED = 1;
    private static final int WRITE_HEAD_BYTES = 24;

    private EntryCodec() {}

    /** Bytes that the journal keeps of a record: without payloads that lie in the blocks. */
    static int storedBytes(RecordReader record) {
        int bytes = record.lengthBytes();
        record.rewind();
        while (record.next()) {
            if (isOutside(record)) {
                bytes -= (int) (record.entryEnd() - record.entryOffset()) - WRITE_HEAD_BYTES;
            }
        }
        return bytes;
    }

    static int entryBytes(int storedBytes, int trailerBytes) {
        return FrameFormat.ENTRY_BYTES + FrameFormat.align(storedBytes) + trailerBytes;
    }

    static void encode(
            RecordReader record,
            int storedBytes,
            Trailer trailer,
            int chain,
            MemorySegment to,
            long at) {
        boolean stripped = storedBytes != record.lengthBytes();
        to.set(FrameFormat.INT, at, storedBytes);
        to.set(FrameFormat.INT, at + 4, trailer.bytes());
        to.set(FrameFormat.INT, at + 8, stripped ? STRIPPED : 0);
        to.set(FrameFormat.INT, at + 12, chain);
        long recordAt = at + FrameFormat.ENTRY_BYTES;
        if (stripped) {
            copyStripped(record, to, recordAt);
        } else {
            MemorySegment.copy(record.memory(), record.offset(), to, recordAt, storedBytes);
        }
        MemorySegment.copy(
                trailer.memory(),
                0,
                to,
                recordAt + FrameFormat.align(storedBytes),
                trailer.bytes());
    }

    /** Whether the payload of this entry lies in the blocks. */
    static boolean isOutside(RecordReader record) {
        return record.kind() == RecordWriter.WRITE && record.isLarge();
    }

    private static void copyStripped(RecordReader record, MemorySegment to, long recordAt) {
        MemorySegment from = record.memory();
        MemorySegment.copy(from, record.offset(), to, recordAt, RecordWriter.HEADER_BYTES);
        long at = recordAt + RecordWriter.HEADER_BYTES;
        record.rewind();
        while (record.next()) {
            long bytes =
                    isOutside(record) ? WRITE_HEAD_BYTES : record.entryEnd() - record.entryOffset();
            MemorySegment.copy(from, record.entryOffset(), to, at, bytes);
            at += bytes;
        }
    }
}
