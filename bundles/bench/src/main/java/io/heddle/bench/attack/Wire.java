package io.heddle.bench.attack;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/** What a stranger reads and writes of a datagram; docs/protocol.md says where it lies. */
final class Wire {
    static final int HEADER_BYTES = 24;

    /** Of HELLO, COOKIE and WELCOME. */
    static final int HANDSHAKE_BYTES = 104;

    static final int DATA = 0;
    static final int HELLO = 1;
    static final int COOKIE = 2;

    private static final int SEALED = 1;
    private static final int KEYPHASE = 2;

    /** A key's generation is the packet number shifted by this. */
    private static final int GENERATION_SHIFT = 22;

    private static final int VERSION = 1;

    /** "HDL1". */
    private static final int MAGIC = 0x314c4448;

    private static final int SLOTS = 64;
    private static final long GRANTS_AND_SEALED = 3;
    private static final int CREDIT_BYTES = 16 << 20;

    private static final int CRC = HEADER_BYTES + 60;
    private static final int COOKIE_FIELD = HEADER_BYTES + 40;
    private static final int OPENING_FIELD = HEADER_BYTES + 32;

    private static final ValueLayout.OfByte U8 = ValueLayout.JAVA_BYTE;
    private static final ValueLayout.OfShort U16 =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt U32 =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong U64 =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private Wire() {}

    static int datagramClass(MemorySegment from, long at) {
        return from.get(U8, at) & 15;
    }

    static boolean isSealed(MemorySegment from, long at) {
        return (from.get(U8, at + 1) & SEALED) != 0;
    }

    static int session(MemorySegment from, long at) {
        return from.get(U32, at + 4);
    }

    static long packet(MemorySegment from, long at) {
        return from.get(U64, at + 8);
    }

    /** Sets the packet number, and the flag that has to agree with it. */
    static void packet(MemorySegment to, long at, long number) {
        int flags = to.get(U8, at + 1) & ~KEYPHASE;
        boolean odd = (number >>> GENERATION_SHIFT & 1) != 0;
        to.set(U8, at + 1, (byte) (odd ? flags | KEYPHASE : flags));
        to.set(U64, at + 8, number);
    }

    static long opening(MemorySegment from, long at) {
        return from.get(U64, at + OPENING_FIELD);
    }

    static long cookie(MemorySegment from, long at) {
        return from.get(U64, at + COOKIE_FIELD);
    }

    /** Writes a HELLO with everything right but the proof, which is 16 bytes of noise. */
    static void hello(
            MemorySegment to,
            long at,
            int node,
            int session,
            long incarnation,
            long opening,
            long cookie,
            long noise) {
        to.asSlice(at, HANDSHAKE_BYTES).fill((byte) 0);
        to.set(U8, at, (byte) (VERSION << 4 | HELLO));
        long frame = at + HEADER_BYTES;
        to.set(U32, frame, MAGIC);
        to.set(U16, frame + 4, (short) VERSION);
        to.set(U16, frame + 6, (short) SLOTS);
        to.set(U64, frame + 8, GRANTS_AND_SEALED);
        to.set(U32, frame + 16, node);
        to.set(U32, frame + 20, session);
        to.set(U64, frame + 24, incarnation);
        to.set(U64, at + OPENING_FIELD, opening);
        to.set(U64, at + COOKIE_FIELD, cookie);
        to.set(U32, frame + 48, CREDIT_BYTES);
        to.set(U16, frame + 52, (short) VERSION);
        to.set(U64, frame + 64, noise);
        to.set(U64, frame + 72, ~noise);
        var crc = new CRC32C();
        crc.update(to.asSlice(at, HANDSHAKE_BYTES).asByteBuffer());
        to.set(U32, at + CRC, (int) crc.getValue());
    }
}
