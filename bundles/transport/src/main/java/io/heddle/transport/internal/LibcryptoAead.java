package io.heddle.transport.internal;

import io.heddle.foreign.crypto.GcmContext;

import java.lang.foreign.MemorySegment;
import java.util.Objects;

/** {@link Aead} by libcrypto: no byte is allocated for a datagram. Memory is native. */
final class LibcryptoAead implements Aead {
    private final GcmContext context;
    private final Nonce nonce;

    LibcryptoAead(GcmContext context, byte[] iv) {
        this.context = context;
        nonce = new Nonce(iv);
    }

    @Override
    public void seal(MemorySegment memory, long start, int bytes, long number) {
        int body = bytes - OuterHeader.BYTES;
        long at = address(memory, start, bytes + TAG_BYTES, body);
        context.seal(
                nonce.head,
                nonce.tail(number),
                at,
                OuterHeader.BYTES,
                at + OuterHeader.BYTES,
                body,
                at + bytes);
    }

    @Override
    public boolean open(MemorySegment memory, long start, int bytes, long number) {
        int body = bytes - OuterHeader.BYTES - TAG_BYTES;
        long at = address(memory, start, bytes, body);
        return context.open(
                nonce.head,
                nonce.tail(number),
                at,
                OuterHeader.BYTES,
                at + OuterHeader.BYTES,
                body,
                at + bytes - TAG_BYTES);
    }

    /** Libcrypto checks no bounds. */
    private static long address(MemorySegment memory, long start, int bytes, int body) {
        if (body < 0) {
            throw new IndexOutOfBoundsException("A datagram of " + bytes + " bytes has no body");
        }
        Objects.checkFromIndexSize(start, bytes, memory.byteSize());
        return memory.address() + start;
    }

    @Override
    public void close() {
        context.close();
    }
}
