package io.heddle.drivers.udp.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The port's memory, shown to Netty as buffers that it cannot free: one half receives, the other is
 * cut into pieces to send. So Netty's pools, which belong to threads, never hold memory of a port.
 */
final class Slab {
    /** A slot for the largest datagram that the kernel joins (65,507 bytes). */
    static final int SLOT_BYTES = 1 << 16;

    /** Datagrams of one recvmmsg. */
    static final int SLOTS = 8;

    private static final int HALF_BYTES = SLOTS * SLOT_BYTES;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment rx = arena.allocate(HALF_BYTES, 4096);
    private final MemorySegment tx = arena.allocate(HALF_BYTES, 4096);
    private final ByteBuf rxBuffer = buffer(rx);
    private final ByteBuf txBuffer = buffer(tx);
    private int txUsed;

    private static ByteBuf buffer(MemorySegment memory) {
        return Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(memory.asByteBuffer()));
    }

    /** An empty buffer of some slots; the same memory in every call. */
    ByteBuf receive(int slots) {
        return rxBuffer.slice(0, slots * SLOT_BYTES).writerIndex(0);
    }

    /** Where {@code content} lies in the receiving half. */
    long position(ByteBuf content) {
        long address = content.hasMemoryAddress()
                ? content.memoryAddress() + content.readerIndex()
                : MemorySegment.ofBuffer(content.nioBuffer()).address();
        return address - rx.address();
    }

    /** Copies received bytes out. */
    void copyOut(long position, MemorySegment to, long offset, int bytes) {
        MemorySegment.copy(rx, position, to, offset, bytes);
    }

    /** Copies bytes in and gives them as a buffer, or null if the sending half is full. */
    @Nullable
    ByteBuf copy(MemorySegment from, long offset, int bytes) {
        if (bytes > HALF_BYTES - txUsed) {
            return null;
        }
        MemorySegment.copy(from, offset, tx, txUsed, bytes);
        ByteBuf content = txBuffer.slice(txUsed, bytes);
        txUsed += bytes;
        return content;
    }

    /** Netty holds nothing of the sending half any more. */
    void reset() {
        txUsed = 0;
    }

    void close() {
        arena.close();
    }
}
