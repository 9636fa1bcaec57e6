package io.heddle.transport.internal;

import static io.heddle.transport.internal.Bytes.U16;
import static io.heddle.transport.internal.Bytes.U32;
import static io.heddle.transport.internal.Bytes.U8;

import java.lang.foreign.MemorySegment;

/** The 32 bytes before each fragment and each ACK; see docs/protocol.md. */
final class InnerHeader {
    static final int BYTES = 32;

    static final int REQ = 1;
    static final int RESP = 2;
    static final int ACK = 3;
    static final int GRANT = 4;
    static final int PING = 5;
    static final int ERR = 6;

    private static final int CRC = 28;

    private InnerHeader() {}

    /**
     * Everything but the checksum; {@code word} is the epoch of a REQ, the status of a RESP;
     * {@code grant} is what a REQ promises its reply, a GRANT its message, others the next message.
     */
    static void write(
            MemorySegment to,
            long at,
            int kind,
            int opcode,
            int slot,
            int sequence,
            int messageBytes,
            int fragmentOffset,
            int fragmentBytes,
            int credit,
            int grant,
            int word) {
        to.set(U8, at, (byte) kind);
        to.set(U8, at + 1, (byte) opcode);
        to.set(U16, at + 2, (short) slot);
        to.set(U32, at + 4, sequence);
        to.set(U32, at + 8, messageBytes);
        to.set(U32, at + 12, fragmentOffset);
        to.set(U16, at + 16, (short) fragmentBytes);
        to.set(U16, at + 18, (short) credit);
        to.set(U32, at + 20, grant);
        to.set(U32, at + 24, word);
        to.set(U32, at + CRC, 0);
    }

    static void setCrc(MemorySegment to, long at, int crc) {
        to.set(U32, at + CRC, crc);
    }

    static int crc(MemorySegment from, long at) {
        return from.get(U32, at + CRC);
    }

    static int kind(MemorySegment from, long at) {
        return from.get(U8, at) & 0xff;
    }

    static int opcode(MemorySegment from, long at) {
        return from.get(U8, at + 1) & 0xff;
    }

    static int slot(MemorySegment from, long at) {
        return from.get(U16, at + 2) & 0xffff;
    }

    static int sequence(MemorySegment from, long at) {
        return from.get(U32, at + 4);
    }

    static int messageBytes(MemorySegment from, long at) {
        return from.get(U32, at + 8);
    }

    static int fragmentOffset(MemorySegment from, long at) {
        return from.get(U32, at + 12);
    }

    static int fragmentBytes(MemorySegment from, long at) {
        return from.get(U16, at + 16) & 0xffff;
    }

    static int credit(MemorySegment from, long at) {
        return from.get(U16, at + 18) & 0xffff;
    }

    static int grant(MemorySegment from, long at) {
        return from.get(U32, at + 20);
    }

    static int word(MemorySegment from, long at) {
        return from.get(U32, at + 24);
    }
}
