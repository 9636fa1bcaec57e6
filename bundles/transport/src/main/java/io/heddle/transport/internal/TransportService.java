package io.heddle.transport.internal;

import io.heddle.layout.AddressBook;
import io.heddle.runtime.Loop;
import io.heddle.transport.Endpoint;
import io.heddle.transport.KeySource;
import io.heddle.transport.RequestHandler;
import io.heddle.transport.Transport;

import org.osgi.service.component.annotations.Component;

import java.util.IdentityHashMap;

/** Makes endpoints; those of one loop share memory, which goes when the last of them is closed. */
@Component(service = Transport.class)
public final class TransportService implements Transport, AutoCloseable {
    /** Message buffers of a loop; replies may take as much again. */
    private static final long POOL_BYTES = 256L << 20;

    private final IdentityHashMap<Loop, LoopMemory> memories = new IdentityHashMap<>();

    @Override
    public synchronized Endpoint endpoint(
            int node, Loop loop, AddressBook book, KeySource keys, RequestHandler handler) {
        var memory = memories.computeIfAbsent(loop, ignored -> new LoopMemory(POOL_BYTES));
        memory.join();
        return new NodeEndpoint(
                node, loop, book, keys, handler, memory, () -> leave(loop, memory), Dialect.OWN);
    }

    private synchronized void leave(Loop loop, LoopMemory memory) {
        if (memory.leave()) {
            memories.remove(loop);
            memory.close();
        }
    }

    /** Frees the memory of loops that died without a word, as simulated ones do. */
    @Override
    public synchronized void close() {
        memories.values().forEach(LoopMemory::close);
        memories.clear();
    }
}
