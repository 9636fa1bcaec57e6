package io.heddle.fuse.internal;

import io.heddle.client.Client;
import io.heddle.wire.FsRequest;
import io.heddle.wire.Opcode;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Tells buckets that an announced file is closed, after the kernel's caller has gone on. Rare: only
 * files that were removed while they were open.
 */
final class Closer {
    private final Client client;
    /** Read by any thread. */
    private final AtomicInteger outstanding = new AtomicInteger();

    Closer(Client client) {
        this.client = client;
    }

    void close(long inode) {
        Arena arena = Arena.ofShared();
        MemorySegment head = arena.allocate(FsRequest.HEADER_BYTES, Long.BYTES);
        new FsRequest().begin(head, 0).inode(inode);
        outstanding.incrementAndGet();
        client.submit(
                Opcode.CLOSE,
                head,
                0,
                FsRequest.HEADER_BYTES,
                MemorySegment.NULL,
                0,
                0,
                (token, status, body, offset, bytes) -> {
                    outstanding.decrementAndGet();
                    arena.close();
                },
                0);
    }

    int outstanding() {
        return outstanding.get();
    }
}
