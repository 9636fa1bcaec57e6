package io.heddle.transport.internal;

import static io.heddle.transport.internal.Bytes.U16;
import static io.heddle.transport.internal.Bytes.U32;
import static io.heddle.transport.internal.Bytes.U64;
import static io.heddle.transport.internal.Bytes.U8;

import java.lang.foreign.MemorySegment;

/** The first 24 bytes of every datagram; see docs/protocol.md. */
final class OuterHeader {
    static final int BYTES = 24;

    /** Of all that opens sessions: whoever asks does not know yet what the other end speaks. */
    static final int HANDSHAKE_VERSION = 1;

    static final int DATA = 0;
    static final int HELLO = 1;
    static final int COOKIE = 2;
    static final int WELCOME = 3;

    /** Flags. */
    static final int SEALED = 1;

    /** The lowest bit of the key's generation. */
    static final int KEYPHASE = 2;

    static final int ACK_NOW = 0x40;

    private static final int PATH_SHIFT = 3;

    private OuterHeader() {}

    static void write(
            MemorySegment to,
            long at,
            int version,
            int datagramClass,
            int flags,
            int path,
            int entropy,
            int session,
            long packet) {
        to.set(U8, at, (byte) (version << 4 | datagramClass));
        to.set(U8, at + 1, (byte) (flags | path << PATH_SHIFT));
        to.set(U16, at + 2, (short) entropy);
        to.set(U32, at + 4, session);
        to.set(U64, at + 8, packet);
    }

    /** Send time, and the peer's latest send time less the time that it was held here, in us. */
    static void writeTimes(MemorySegment to, long at, int sendUs, int echoUs) {
        to.set(U32, at + 16, sendUs);
        to.set(U32, at + 20, echoUs);
    }

    static int version(MemorySegment from, long at) {
        return (from.get(U8, at) & 0xff) >>> 4;
    }

    static int datagramClass(MemorySegment from, long at) {
        return from.get(U8, at) & 15;
    }

    static int flags(MemorySegment from, long at) {
        return from.get(U8, at + 1) & 0xff;
    }

    static int path(MemorySegment from, long at) {
        return from.get(U8, at + 1) >>> PATH_SHIFT & 3;
    }

    static int session(MemorySegment from, long at) {
        return from.get(U32, at + 4);
    }

    static long packet(MemorySegment from, long at) {
        return from.get(U64, at + 8);
    }

    static int sendUs(MemorySegment from, long at) {
        return from.get(U32, at + 16);
    }

    static int echoUs(MemorySegment from, long at) {
        return from.get(U32, at + 20);
    }
}
