package io.heddle.transport.internal;

import io.heddle.net.Datagram;

import org.jspecify.annotations.Nullable;

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

    /** Buffers a power of two apart would share the same few lines of the cache. */
    private static final int RX_STRIDE_BYTES = RX_BUFFER_BYTES + TxBatch.SKEW_BYTES;

    private final Arena arena = Arena.ofShared();
    final MemorySegment tx = arena.allocate((long) TxBatch.BUFFERS * TxBatch.STRIDE_BYTES, 4096);
    final ByteBuffer txView = tx.asByteBuffer();
    final MemorySegment rx = arena.allocate((long) RX_BUFFERS * RX_STRIDE_BYTES, 4096);
    final ByteBuffer rxView = rx.asByteBuffer();
    final Datagram[] rxBurst = new Datagram[RX_BUFFERS];
    final MessagePool pool;
    private @Nullable Aeads aeads;
    private int users;

    LoopMemory(long poolBytes) {
        pool = new MessagePool(poolBytes);
        for (int i = 0; i < RX_BUFFERS; i++) {
            rxBurst[i] = new Datagram(rx, rxView, (long) i * RX_STRIDE_BYTES, RX_BUFFER_BYTES);
        }
    }

    /** With ciphers of a test's choice; they are closed with this. */
    LoopMemory(long poolBytes, Aeads aeads) {
        this(poolBytes);
        this.aeads = aeads;
    }

    /** The ciphers of this loop, found when the first session is sealed. */
    Aeads aeads() {
        var found = aeads;
        if (found == null) {
            found = Aeads.best();
            aeads = found;
        }
        return found;
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
        if (aeads != null) {
            aeads.close();
        }
        pool.close();
        arena.close();
    }
}
