package io.heddle.client.internal;

import io.heddle.client.Client;
import io.heddle.client.internal.Pending.Place;
import io.heddle.foreign.linux.Errno;
import io.heddle.layout.BucketMap;
import io.heddle.layout.InodeId;
import io.heddle.runtime.CountedArena;
import io.heddle.runtime.Env;
import io.heddle.runtime.Loop;
import io.heddle.runtime.Timer;
import io.heddle.transport.ReplyHandler;
import io.heddle.transport.Session;
import io.heddle.wire.FsRequest;
import io.heddle.wire.Opcode;
import io.heddle.wire.Status;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;

/**
 * Sends each request to the primary of its bucket until it is answered or the time is over. Resending
 * a mutation uses its old number, so that it is executed once whatever happens in between.
 */
final class RoutedClient implements Client {
    private static final int REQUESTS = 256;

    /** Requests that may wait for each other when the client ends. */
    private static final int ENDINGS = 1_000;

    private static final long FIRST_BACKOFF_NS = 1_000_000;
    private static final long LAST_BACKOFF_NS = 50_000_000;
    /** How often it looks for requests whose time is over, and for free slots of silent peers. */
    private static final long LOOK_NS = 100_000_000;

    private final Loop loop;
    private final Env env;
    private final ClientCounters counters;
    private final ClientLedger ledger;
    private final long incarnation;
    private final PendingPool pool = new PendingPool(REQUESTS);
    private final Watermark watermark = new Watermark();
    private final CountedArena arena;
    private final CapacitySum capacity;
    private final ReplyHandler onReply = this::onReply; // One object, not one for each call.
    private final Timer backoff;
    private final Timer look;
    private PeerQueue[] queues = new PeerQueue[0];
    private @Nullable Connection connection;
    private volatile long timeoutNs;
    private volatile int outstanding;
    private long backoffDueNs;

    RoutedClient(Loop loop, CountedArena arena, ClientLedger ledger, long timeoutNs) {
        this.loop = loop;
        this.ledger = ledger;
        this.timeoutNs = timeoutNs;
        this.arena = arena;
        env = loop.env();
        capacity = new CapacitySum(this, arena);
        counters = new ClientCounters(env.counters());
        incarnation = env.randomLong();
        ledger.watch(incarnation, watermark);
        backoff = env.timer(this::onBackoff);
        look = env.timer(this::onLook);
    }

    @Override
    public Loop loop() {
        return loop;
    }

    /** How long a request may go without an answer; any thread. */
    void timeout(long ns) {
        timeoutNs = ns;
    }

    /** The way to the servers is there, or there again: everything that waits is sent. */
    void connect(Connection established) {
        connection = established;
        ledger.endpoint(established);
        for (int i = 0; i < pool.capacity(); i++) {
            if (pool.at(i).place == Place.UNCONNECTED) {
                send(pool.at(i));
            }
        }
    }

    /** The way to the servers is gone: requests are kept, answers to earlier sendings ignored. */
    void disconnect() {
        connection = null;
        ledger.endpoint(null);
        for (PeerQueue queue : queues) {
            queue.clear();
        }
        for (int i = 0; i < pool.capacity(); i++) {
            Pending pending = pool.at(i);
            if (pending.place != Place.FREE) {
                pending.place = Place.UNCONNECTED;
                pending.generation++;
            }
        }
    }

    /** The end: what is still here fails, since nobody will answer it. */
    void close() {
        disconnect();
        timeoutNs = 0;
        for (int round = 0; round < ENDINGS && pool.outstanding() > 0; round++) {
            onLook(); // What waited for the end of another request begins, and ends too.
        }
        look.cancel();
        backoff.cancel();
    }

    /** A new map: what waits because of the old one is sent at once. */
    void mapChanged() {
        for (int i = 0; i < pool.capacity(); i++) {
            if (pool.at(i).place == Place.BACKOFF) {
                send(pool.at(i));
            }
        }
    }

    @Override
    public int outstanding() {
        return outstanding;
    }

    @Override
    public long memoryBytes() {
        return arena.bytes();
    }

    @Override
    public void submit(
            int opcode,
            MemorySegment head,
            long headOffset,
            int headBytes,
            MemorySegment body,
            long bodyOffset,
            int bodyBytes,
            Completion done,
            long token) {
        if (opcode == Opcode.STATFS) {
            long root = headBytes < FsRequest.HEADER_BYTES
                    ? 0
                    : head.get(FsRequest.LONG, headOffset + 32);
            capacity.start(done, token, root);
            return;
        }
        begin(opcode, head, headOffset, headBytes, body, bodyOffset, bodyBytes, done, token);
    }

    /** Submits a request without a body to the bucket of its inode, whatever its opcode. */
    void submitOne(int opcode, MemorySegment head, int headBytes, Completion done) {
        begin(opcode, head, 0, headBytes, MemorySegment.NULL, 0, 0, done, 0);
    }

    private void begin(
            int opcode,
            MemorySegment head,
            long headOffset,
            int headBytes,
            MemorySegment body,
            long bodyOffset,
            int bodyBytes,
            Completion done,
            long token) {
        Pending pending = pool.take();
        pending.opcode = opcode;
        pending.head = head;
        pending.headOffset = headOffset;
        pending.headBytes = headBytes;
        pending.body = body;
        pending.bodyOffset = bodyOffset;
        pending.bodyBytes = bodyBytes;
        pending.replyBytes = replyBytes(opcode, head, headOffset);
        pending.done = done;
        pending.doneToken = token;
        pending.attempts = 0;
        pending.startedNs = env.nanoTime();
        pending.bucket = InodeId.bucket(head.get(FsRequest.LONG, headOffset + 24));
        pending.number = 0;
        if (Opcode.isMutation(opcode)) {
            pending.number = watermark.begin();
            ledger.started(pending.number, pending.opcode);
        }
        outstanding = pool.outstanding();
        if (!look.isArmed()) {
            look.startAt(pending.startedNs + LOOK_NS);
        }
        send(pending);
    }

    /** The newest map, or null without a connection. */
    @Nullable
    BucketMap map() {
        Connection now = connection;
        return now == null ? null : now.map();
    }

    private void send(Pending pending) {
        Connection now = connection;
        if (now == null) {
            pending.place = Place.UNCONNECTED;
            return;
        }
        BucketMap map = now.map();
        if (pending.bucket < 0 || pending.bucket >= map.bucketCount()) {
            finish(pending, -Errno.ESTALE, MemorySegment.NULL, 0, 0);
            return;
        }
        pending.mapVersion = map.version();
        pending.peer = map.of(pending.bucket).primary();
        if (pending.peer < 0) {
            backOff(pending);
            return;
        }
        PeerQueue queue = queue(pending.peer);
        if (queue.peek() != null || !trySend(now, map, pending)) {
            pending.place = Place.QUEUED;
            queue.add(pending);
        }
    }

    /** Reads say how much they want; all other answers are short. */
    private static int replyBytes(int opcode, MemorySegment head, long headOffset) {
        return opcode == Opcode.READ
                ? (int) Math.clamp(FsRequest.b(head, headOffset), 0, Session.MAX_MESSAGE_BYTES)
                : 0;
    }

    private boolean trySend(Connection now, BucketMap map, Pending pending) {
        if (pending.number != 0) {
            pending.head.set(FsRequest.LONG, pending.headOffset, incarnation);
            pending.head.set(FsRequest.LONG, pending.headOffset + 8, pending.number);
            pending.head.set(FsRequest.LONG, pending.headOffset + 16, watermark.lowest());
        }
        int result = now.session(pending.peer)
                .call(
                        pending.opcode,
                        map.of(pending.bucket).epoch(),
                        pending.head,
                        pending.headOffset,
                        pending.headBytes,
                        pending.body,
                        pending.bodyOffset,
                        pending.bodyBytes,
                        pending.replyBytes,
                        onReply,
                        pending.token());
        if (result == Session.REFUSED) {
            return false;
        }
        ledger.attempted(pending);
        pending.place = Place.SENT;
        pending.attempts++;
        if (pending.attempts > 1) {
            counters.resent();
        }
        return true;
    }

    private void onReply(long token, int status, MemorySegment body, long offset, int bytes) {
        Pending pending = pool.find(token);
        if (pending == null || pending.place != Place.SENT) {
            counters.late();
            return;
        }
        int peer = pending.peer;
        pending.generation++; // A call is answered once.
        if (status == Status.RETRY || status == Session.PEER_LOST) {
            backOff(pending);
        } else if (status == Status.STALE_EPOCH) {
            BucketMap map = map();
            if (map != null && map.version() != pending.mapVersion) {
                send(pending);
            } else {
                backOff(pending);
            }
        } else {
            finish(pending, status, body, offset, bytes);
        }
        pump(peer);
    }

    private void finish(Pending pending, int status, MemorySegment body, long offset, int bytes) {
        if (pending.number != 0) {
            watermark.end(pending.number);
            if (pending.place == Place.SENT) {
                ledger.answered(pending.number, status);
            }
        }
        long startedNs = pending.startedNs;
        counters.done(pending.opcode, status, pending.bodyBytes, bytes);
        counters.took(env.nanoTime() - startedNs);
        Completion done = pending.done;
        long token = pending.doneToken;
        pending.generation++;
        pool.give(pending);
        outstanding = pool.outstanding();
        if (done != null) {
            done.onDone(token, status, body, offset, bytes);
        }
    }

    private void backOff(Pending pending) {
        long pause = Math.min(
                LAST_BACKOFF_NS,
                FIRST_BACKOFF_NS << Math.min(10, Math.max(0, pending.attempts - 1)));
        pending.place = Place.BACKOFF;
        pending.dueNs = env.nanoTime() + pause;
        if (!backoff.isArmed() || pending.dueNs < backoffDueNs) {
            backoffDueNs = pending.dueNs;
            backoff.startAt(backoffDueNs);
        }
    }

    private void onBackoff() {
        long now = env.nanoTime();
        for (int i = 0; i < pool.capacity(); i++) {
            if (pool.at(i).place == Place.BACKOFF && pool.at(i).dueNs <= now) {
                send(pool.at(i));
            }
        }
        long next = Long.MAX_VALUE;
        for (int i = 0; i < pool.capacity(); i++) {
            if (pool.at(i).place == Place.BACKOFF) {
                next = Math.min(next, pool.at(i).dueNs);
            }
        }
        if (next != Long.MAX_VALUE) {
            backoffDueNs = next;
            backoff.startAt(next);
        }
    }

    /** Sends what waits for slots of a peer, as far as it takes them. */
    private void pump(int peer) {
        PeerQueue queue = queue(peer);
        Connection now = connection;
        while (now != null) {
            Pending first = queue.peek();
            if (first == null) {
                return;
            }
            BucketMap map = now.map();
            if (map.of(first.bucket).primary() != peer) {
                queue.poll();
                send(first);
            } else if (trySend(now, map, first)) {
                queue.poll();
            } else {
                return;
            }
        }
    }

    private void onLook() {
        long oldest = env.nanoTime() - timeoutNs;
        for (int i = 0; i < pool.capacity(); i++) {
            Pending pending = pool.at(i);
            if (pending.place != Place.FREE && pending.startedNs <= oldest) {
                if (pending.place == Place.QUEUED) {
                    queue(pending.peer).remove(pending);
                }
                pending.place = Place.UNCONNECTED;
                counters.gaveUp();
                finish(pending, -Errno.EIO, MemorySegment.NULL, 0, 0);
            }
        }
        for (int peer = 0; peer < queues.length; peer++) {
            pump(peer);
        }
        if (pool.outstanding() > 0 && !look.isArmed()) {
            look.startAt(env.nanoTime() + LOOK_NS);
        }
    }

    private PeerQueue queue(int peer) {
        if (peer >= queues.length) {
            var more = new PeerQueue[Math.max(8, 2 * peer + 1)];
            System.arraycopy(queues, 0, more, 0, queues.length);
            for (int i = queues.length; i < more.length; i++) {
                more[i] = new PeerQueue();
            }
            queues = more;
        }
        return queues[peer];
    }
}
