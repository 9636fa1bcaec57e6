package io.heddle.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;

import io.heddle.drive.RecordReader;
import io.heddle.drive.RecordWriter;
import io.heddle.wire.FsRequest;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Requests and replicated records: what passes the check can be read to its end, within its bounds. */
class RecordFuzzTest {
    private static final int REPAIR = 1;
    private static final int STRIPPED = 2;

    @FuzzTest(maxDuration = "", maxExecutions = 100_000)
    void shouldReadRecordsWithinTheirBounds(byte[] data) {
        Input input = new Input(data);
        int how = input.u8();
        byte[] bytes = input.bytes(RecordWriter.MAX_BYTES);
        if ((how & REPAIR) != 0 && bytes.length >= RecordWriter.HEADER_BYTES) {
            ByteBuffer.wrap(bytes)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(0, bytes.length)
                    .putShort(4, (short) RecordWriter.FORMAT);
        }
        MemorySegment memory = MemorySegment.ofArray(bytes);
        RecordReader reader = new RecordReader();
        if (reader.wrap(memory, 0, bytes.length, (how & STRIPPED) != 0) != 0) {
            return;
        }
        int entries = 0;
        while (reader.next()) {
            entries++;
            boolean isText =
                    reader.kind() == RecordWriter.PUT || reader.kind() == RecordWriter.DELETE;
            if (isText) {
                memory.asSlice(reader.keyOffset(), reader.keyBytes());
            }
            if (reader.kind() == RecordWriter.PUT) {
                memory.asSlice(reader.valueOffset(), reader.valueBytes());
            }
            boolean isHere = (how & STRIPPED) == 0 || !reader.isLarge();
            if (reader.kind() == RecordWriter.WRITE && isHere) {
                memory.asSlice(reader.payloadOffset(), reader.valueBytes());
            }
            if (reader.entryEnd() > bytes.length) {
                throw new AssertionError("an entry ends at " + reader.entryEnd());
            }
        }
        if (entries != reader.entries()) {
            throw new AssertionError(entries + " entries of " + reader.entries());
        }
    }

    @FuzzTest(maxDuration = "", maxExecutions = 100_000)
    void shouldReadRequestsWithinTheirBounds(byte[] data) {
        // wrap() reads the lengths before it knows that there are any: its caller gives it a
        // message.
        MemorySegment memory = MemorySegment.ofArray(data);
        FsRequest request = new FsRequest();
        if (!request.wrap(memory, 0, data.length)) {
            return;
        }
        memory.asSlice(request.name1Offset(), request.name1Bytes());
        memory.asSlice(request.name2Offset(), request.name2Bytes());
        memory.asSlice(request.dataOffset(), request.dataBytes());
    }
}
