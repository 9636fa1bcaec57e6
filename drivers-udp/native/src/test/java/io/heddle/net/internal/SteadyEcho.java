package io.heddle.net.internal;

import io.heddle.layout.AddressBook;
import io.heddle.net.NetAddress;
import io.heddle.net.NetPort;
import io.heddle.net.spi.NetDriver;
import io.heddle.net.spi.PortConfig;
import io.heddle.runtime.Loop;
import io.heddle.testkit.driver.RecordedPortEvents;
import io.heddle.transport.Endpoint;
import io.heddle.transport.InboundRequest;
import io.heddle.transport.KeySource;
import io.heddle.transport.ReplyHandler;
import io.heddle.transport.internal.TransportService;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A client and a server on one loop that never stop to echo; allocates nothing of its own. */
final class SteadyEcho implements AutoCloseable {
    private static final int SERVER = 0;
    private static final int CLIENT = AddressBook.FIRST_CLIENT;
    private static final int OUTSTANDING = 8;
    private static final int[] BODY_BYTES = {0, 64, 1_024, 4_096, 20_000};

    private final Loop loop;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment head = arena.allocate(64);
    private final MemorySegment body = arena.allocate(1 << 16);
    private final ReplyHandler handler = this::onReply;
    private final List<Endpoint> endpoints = new ArrayList<>();
    private final List<NetPort> ports = new ArrayList<>();
    private volatile boolean running = true;
    private volatile long failures;
    private volatile long thread;
    private long next;

    SteadyEcho(Loop loop, NetDriver driver) {
        this.loop = loop;
        driver.prepare();
        onLoop(() -> {
            thread = Thread.currentThread().threadId();
            var book = new AddressBook();
            var transport = new TransportService();
            endpoints.add(transport.endpoint(SERVER, loop, book, KeySource.OPEN, SteadyEcho::echo));
            endpoints.add(transport.endpoint(
                    CLIENT, loop, book, KeySource.OPEN, refused -> refused.reply(-1)));
            for (Endpoint endpoint : endpoints) {
                var config = new PortConfig("echo", NetAddress.ipv4(0x7f00_0001, 0), 1_472);
                NetPort port = driver.open(config, new RecordedPortEvents());
                ports.add(port);
                loop.add(endpoint);
                endpoint.laneUser().portUp(0, port, "");
            }
            for (int index = 0; index < OUTSTANDING; index++) {
                ask();
            }
        });
    }

    private static void echo(InboundRequest request) {
        request.reply(
                0, request.body(), 0, 0, request.body(), request.bodyOffset(), request.bodyBytes());
    }

    private void ask() {
        int bytes = BODY_BYTES[(int) (next++ % BODY_BYTES.length)];
        int result = endpoints
                .get(1)
                .session(SERVER)
                .call(1, 0, head, 0, 64, body, 0, bytes, handler, bytes);
        if (result != 0) {
            failures++;
        }
    }

    private void onReply(long token, int status, MemorySegment from, long offset, int bytes) {
        if (status != 0 || bytes != token + 64) {
            failures++;
        }
        if (running) {
            ask();
        }
    }

    /** Datagrams that both ends have sent. */
    long datagrams() {
        return ports.get(0).stats().txDatagrams() + ports.get(1).stats().txDatagrams();
    }

    long failures() {
        return failures;
    }

    /** The thread of the loop. */
    long thread() {
        return thread;
    }

    private void onLoop(Runnable action) {
        loop.submit(() -> {
                    action.run();
                    return true;
                })
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }

    @Override
    public void close() {
        running = false;
        onLoop(() -> {
            endpoints.forEach(endpoint -> endpoint.laneUser().portDown(0));
            endpoints.forEach(loop::remove);
            ports.forEach(NetPort::close);
        });
        arena.close();
    }
}
