package io.heddle.bench.peer;

import io.heddle.layout.AddressBook;
import io.heddle.net.Lane;
import io.heddle.net.LedgerSource;
import io.heddle.net.Switchboard;
import io.heddle.runtime.Loop;
import io.heddle.transport.Endpoint;
import io.heddle.transport.InboundRequest;
import io.heddle.transport.KeySource;
import io.heddle.transport.Session;
import io.heddle.transport.Transport;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Six servers that echo and a client that always has some requests outstanding, all on one loop. */
final class SwapLoad implements AutoCloseable {
    static final int SERVERS = 6;
    private static final int OUTSTANDING = 24;
    private static final int BODY_BYTES = 4_096;
    private static final int CLIENT = AddressBook.FIRST_CLIENT;

    private final SwapWitness.Asking client;
    private final SwapWitness.Journal servers;
    private final Loop loop;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment body = arena.allocate(BODY_BYTES);
    private final MemorySegment nothing = arena.allocate(8);
    private final AddressBook book = new AddressBook();
    private final List<Endpoint> endpoints = new ArrayList<>();
    private final List<Lane> lanes = new ArrayList<>();
    private volatile boolean running = true;
    private volatile long answers;
    private volatile long failures;
    private volatile int outstanding;
    private long next = 1;

    SwapLoad(Loop loop, Switchboard board) {
        this.loop = loop;
        servers = new SwapWitness.Journal(loop, SERVERS);
        onLoop(() -> {
            Transport transport = Transports.open();
            for (int server = 0; server < SERVERS; server++) {
                int own = server;
                endpoints.add(transport.endpoint(
                        server, loop, book, KeySource.OPEN, request -> answer(own, request)));
            }
            endpoints.add(transport.endpoint(
                    CLIENT, loop, book, KeySource.OPEN, refused -> refused.reply(-1)));
            for (Endpoint endpoint : endpoints) {
                loop.add(endpoint);
                lanes.add(board.attach("node " + endpoint.node(), loop, endpoint.laneUser()));
            }
        });
        client = new SwapWitness.Asking(loop, endpoints.getLast(), "node " + CLIENT);
        onLoop(this::fill);
    }

    private void answer(int server, InboundRequest request) {
        servers.executed(server, request.body().get(ValueLayout.JAVA_LONG, request.bodyOffset()));
        request.reply(0, nothing, 0, 0, request.body(), request.bodyOffset(), request.bodyBytes());
    }

    private void fill() {
        while (running && outstanding < OUTSTANDING) {
            long number = next;
            for (int at = 0; at < BODY_BYTES; at += 8) {
                body.set(ValueLayout.JAVA_LONG, at, number + at);
            }
            Session session = endpoints.getLast().session((int) (number % SERVERS));
            int result =
                    session.call(1, 0, nothing, 0, 0, body, 0, BODY_BYTES, this::onReply, number);
            if (result != 0) {
                return;
            }
            next++;
            outstanding++;
            client.started(number);
        }
    }

    private void onReply(long token, int status, MemorySegment from, long offset, int bytes) {
        outstanding--;
        client.answered(token, status);
        if (status != 0 || bytes != BODY_BYTES || !isEcho(token, from, offset)) {
            failures++;
        } else {
            answers++;
        }
        fill();
    }

    private static boolean isEcho(long number, MemorySegment from, long offset) {
        for (int at = 0; at < BODY_BYTES; at += 8) {
            if (from.get(ValueLayout.JAVA_LONG_UNALIGNED, offset + at) != number + at) {
                return false;
            }
        }
        return true;
    }

    /** What the client started, sent, heard and took. */
    LedgerSource client() {
        return client;
    }

    /** What the servers executed. */
    LedgerSource servers() {
        return servers;
    }

    long answers() {
        return answers;
    }

    long failures() {
        return failures;
    }

    /** Requests that have no answer yet. */
    int outstanding() {
        return outstanding;
    }

    /** Starts no more requests. */
    void finish() {
        running = false;
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
        finish();
        onLoop(() -> {
            for (Lane lane : lanes) {
                lane.close();
            }
            endpoints.forEach(loop::remove);
        });
        arena.close();
    }
}
