package io.heddle.transport.internal;

import io.heddle.net.Datagram;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * Memory that all endpoints of one loop share, because only one of them runs at a time: buffers for
 * one burst in, one burst out, and the message pool. Sharing keeps the same lines in the cache.
 */
final class LoopMemory implements AutoCloseable {
    static final int RX_BUFFERS = 32;
    static final int RX_BUFFER_BYTES = 1 << 16;

    private final Arena arena = Arena.ofShared();
    final MemorySegment tx = arena.allocate((long) TxBatch.BUFFERS * TxBatch.BUFFER_BYTES, 4096);
    final ByteBuffer txView = tx.asByteBuffer();
    final MemorySegment rx = arena.allocate((long) RX_BUFFERS * RX_BUFFER_BYTES, 4096);
    final ByteBuffer rxView = rx.asByteBuffer();
    final Datagram[] rxBurst = new Datagram[RX_BUFFERS];
    final MessagePool pool;
    private int users;

    LoopMemory(long poolBytes) {
        pool = new MessagePool(poolBytes);
        for (int i = 0; i < RX_BUFFERS; i++) {
            rxBurst[i] = new Datagram(rx, (long) i * RX_BUFFER_BYTES, RX_BUFFER_BYTES);
        }
    }

    void join() {
        users++;
    }

    /** True when the last user has left. */
    boolean leave() {
        return --users == 0;
    }

    @Override
    public void close() {
        pool.close();
        arena.close();
    }
}
