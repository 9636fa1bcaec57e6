package io.heddle.net.internal;

import io.heddle.layout.AddressBook;
import io.heddle.net.LedgerSource;
import io.heddle.net.Switchboard;
import io.heddle.runtime.Loop;
import io.heddle.transport.Endpoint;
import io.heddle.transport.InboundRequest;
import io.heddle.transport.KeySource;
import io.heddle.transport.Session;
import io.heddle.transport.internal.TransportService;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/** Six servers that echo and a client that always has some requests outstanding, all on one loop. */
final class EchoLoad implements AutoCloseable {
    static final int SERVERS = 6;
    private static final int OUTSTANDING = 24;
    private static final int BODY_BYTES = 4_096;
    private static final int CLIENT = AddressBook.FIRST_CLIENT;

    /** Keys of one witness, recorded while it is open. */
    static final class Witness implements LedgerSource {
        private final boolean starts;
        private boolean open;
        private boolean settling;
        private final Set<Long> started = new HashSet<>();
        private final Set<Long> answered = new HashSet<>();
        private final List<Long> executed = new ArrayList<>();

        Witness(boolean starts) {
            this.starts = starts;
        }

        @Override
        public boolean startsRequests() {
            return starts;
        }

        @Override
        public synchronized void open() {
            open = true;
            settling = false;
        }

        @Override
        public synchronized boolean settled() {
            settling = true;
            return answered.containsAll(started);
        }

        @Override
        public synchronized void close(
                LongConsumer toStarted, LongConsumer toAnswered, LongConsumer toExecuted) {
            open = false;
            started.forEach(toStarted::accept);
            answered.forEach(toAnswered::accept);
            executed.forEach(toExecuted::accept);
            started.clear();
            answered.clear();
            executed.clear();
        }

        private synchronized void note(Collection<Long> list, long request) {
            if (open && !(settling && list == started)) {
                list.add(LedgerSource.key(CLIENT, request));
            }
        }
    }

    final Witness client = new Witness(true);
    final Witness servers = new Witness(false);
    private final Loop loop;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment body = arena.allocate(BODY_BYTES);
    private final MemorySegment nothing = arena.allocate(8);
    private final AddressBook book = new AddressBook();
    private final List<Endpoint> endpoints = new ArrayList<>();
    private final List<AutoCloseable> lanes = new ArrayList<>();
    private volatile boolean running = true;
    private volatile long answers;
    private volatile long failures;
    private volatile int outstanding;
    private long next;

    EchoLoad(Loop loop, Switchboard board) {
        this.loop = loop;
        onLoop(() -> {
            var transport = new TransportService();
            for (int server = 0; server < SERVERS; server++) {
                endpoints.add(transport.endpoint(server, loop, book, KeySource.OPEN, this::answer));
            }
            endpoints.add(transport.endpoint(
                    CLIENT, loop, book, KeySource.OPEN, refused -> refused.reply(-1)));
            for (Endpoint endpoint : endpoints) {
                loop.add(endpoint);
                lanes.add(board.attach("node " + endpoint.node(), loop, endpoint.laneUser()));
            }
            fill();
        });
    }

    private void answer(InboundRequest request) {
        servers.note(
                servers.executed, request.body().get(ValueLayout.JAVA_LONG, request.bodyOffset()));
        request.reply(0, nothing, 0, 0, request.body(), request.bodyOffset(), request.bodyBytes());
    }

    private void fill() {
        while (running && outstanding < OUTSTANDING) {
            long number = next;
            body.set(ValueLayout.JAVA_LONG, 0, number);
            Session session = endpoints.getLast().session((int) (number % SERVERS));
            int result =
                    session.call(1, 0, nothing, 0, 0, body, 0, BODY_BYTES, this::onReply, number);
            if (result != 0) {
                return;
            }
            next++;
            outstanding++;
            client.note(client.started, number);
        }
    }

    private void onReply(long token, int status, MemorySegment from, long offset, int bytes) {
        outstanding--;
        if (status != 0
                || bytes != BODY_BYTES
                || from.get(ValueLayout.JAVA_LONG_UNALIGNED, offset) != token) {
            failures++;
        } else {
            client.note(client.answered, token);
            answers++;
        }
        fill();
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
            for (AutoCloseable lane : lanes) {
                ((io.heddle.net.Lane) lane).close();
            }
            endpoints.forEach(loop::remove);
        });
        arena.close();
    }
}
