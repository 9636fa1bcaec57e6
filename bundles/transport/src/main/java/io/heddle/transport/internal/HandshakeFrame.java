package io.heddle.transport.internal;

import static io.heddle.transport.internal.Bytes.U16;
import static io.heddle.transport.internal.Bytes.U32;
import static io.heddle.transport.internal.Bytes.U64;

import java.lang.foreign.MemorySegment;

/**
 * The 80 bytes after the outer header of HELLO, COOKIE and WELCOME. All three have one size, so that
 * no answer is larger than the question of a stranger.
 */
final class HandshakeFrame {
    static final int BYTES = 64 + HandshakeTag.BYTES;
    static final int DATAGRAM_BYTES = OuterHeader.BYTES + BYTES;

    /** What a proof covers: all before it. */
    static final int PROVEN_BYTES = DATAGRAM_BYTES - HandshakeTag.BYTES;

    /** "HDL1" in memory order. */
    private static final int MAGIC = 0x314c4448;

    private static final int CRC = 60;

    private HandshakeFrame() {}

    /**
     * Writes all but the checksum and the proof.
     *
     * @param at start of the frame, behind the outer header
     * @param oldest the version of a WELCOME, else the oldest one that the sender speaks
     * @param newest the newest version that the sender speaks
     * @param session the sender's session index
     * @param opening which opening of the session by the client this belongs to
     */
    static void write(
            MemorySegment to,
            long at,
            int oldest,
            int newest,
            long features,
            int slots,
            int node,
            int session,
            long incarnation,
            long opening,
            long cookie,
            int windowBytes) {
        to.set(U32, at, MAGIC);
        to.set(U16, at + 4, (short) oldest);
        to.set(U16, at + 6, (short) slots);
        to.set(U64, at + 8, features);
        to.set(U32, at + 16, node);
        to.set(U32, at + 20, session);
        to.set(U64, at + 24, incarnation);
        to.set(U64, at + 32, opening);
        to.set(U64, at + 40, cookie);
        to.set(U32, at + 48, windowBytes);
        to.set(U16, at + 52, (short) newest);
        to.set(U16, at + 54, (short) 0);
        to.set(U32, at + 56, 0);
        to.set(U32, at + CRC, 0);
        to.asSlice(at + CRC + Integer.BYTES, HandshakeTag.BYTES).fill((byte) 0);
    }

    static void setCrc(MemorySegment to, long at, int crc) {
        to.set(U32, at + CRC, crc);
    }

    static int crc(MemorySegment from, long at) {
        return from.get(U32, at + CRC);
    }

    static boolean isKnown(MemorySegment from, long at) {
        return from.get(U32, at) == MAGIC;
    }

    /** The version of a WELCOME, else the oldest one that the sender speaks. */
    static int oldest(MemorySegment from, long at) {
        return from.get(U16, at + 4) & 0xffff;
    }

    /** The newest version that the sender speaks; nodes before there was this field know one only. */
    static int newest(MemorySegment from, long at) {
        int newest = from.get(U16, at + 52) & 0xffff;
        return newest == 0 ? oldest(from, at) : newest;
    }

    static long features(MemorySegment from, long at) {
        return from.get(U64, at + 8);
    }

    static int slots(MemorySegment from, long at) {
        return from.get(U16, at + 6) & 0xffff;
    }

    static int node(MemorySegment from, long at) {
        return from.get(U32, at + 16);
    }

    static int session(MemorySegment from, long at) {
        return from.get(U32, at + 20);
    }

    static long incarnation(MemorySegment from, long at) {
        return from.get(U64, at + 24);
    }

    static long opening(MemorySegment from, long at) {
        return from.get(U64, at + 32);
    }

    static long cookie(MemorySegment from, long at) {
        return from.get(U64, at + 40);
    }

    static int windowBytes(MemorySegment from, long at) {
        return from.get(U32, at + 48);
    }
}
