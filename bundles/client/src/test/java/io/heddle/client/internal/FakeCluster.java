package io.heddle.client.internal;

import io.heddle.layout.BucketMap;
import io.heddle.layout.Replicas;
import io.heddle.transport.ReplyHandler;
import io.heddle.transport.RequestWitness;
import io.heddle.transport.Session;
import io.heddle.wire.FsRequest;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Sessions that keep calls until the test answers them. */
final class FakeCluster implements Connection {
    /** A call as a server would see it. */
    record Call(
            int peer,
            int opcode,
            int epoch,
            long inode,
            long client,
            long number,
            long watermark,
            ReplyHandler handler,
            long token) {
        void reply(int status) {
            handler.onReply(token, status, MemorySegment.NULL, 0, 0);
        }

        void reply(int status, long... values) {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment body = arena.allocateFrom(FsRequest.LONG, values);
                handler.onReply(token, status, body, 0, (int) body.byteSize());
            }
        }
    }

    final List<Call> calls = new ArrayList<>();
    private final Map<Integer, Session> sessions = new HashMap<>();
    private final Map<Integer, Integer> slots = new HashMap<>();
    BucketMap map = map(1, 0, 1, 2);

    @Nullable
    RequestWitness witness;

    static BucketMap map(long version, int... primaries) {
        var buckets = new Replicas[primaries.length];
        for (int i = 0; i < primaries.length; i++) {
            buckets[i] = new Replicas(
                    i,
                    (int) version,
                    primaries[i] < 0 ? new int[0] : new int[] {primaries[i], 7, 8});
        }
        return new BucketMap(version, buckets);
    }

    void slots(int peer, int free) {
        slots.put(peer, free);
    }

    Call next() {
        return calls.removeFirst();
    }

    @Override
    public BucketMap map() {
        return map;
    }

    @Override
    public void witness(@Nullable RequestWitness next) {
        witness = next;
    }

    /** The endpoint sends a fragment of a request that was called. */
    void send(Call call, int path, int bytes, boolean again) {
        if (witness != null) {
            witness.sent(call.token, path, call.peer, bytes, again);
        }
    }

    @Override
    public Session session(int peer) {
        return sessions.computeIfAbsent(peer, FakeSession::new);
    }

    private final class FakeSession implements Session {
        private final int peer;

        FakeSession(int peer) {
            this.peer = peer;
        }

        @Override
        public int peer() {
            return peer;
        }

        @Override
        public int freeSlots() {
            return slots.getOrDefault(peer, 64);
        }

        @Override
        public int call(
                int opcode,
                int epoch,
                MemorySegment head,
                long headOffset,
                int headBytes,
                MemorySegment body,
                long bodyOffset,
                int bodyBytes,
                int replyBytes,
                ReplyHandler handler,
                long token) {
            if (freeSlots() == 0) {
                return REFUSED;
            }
            slots.computeIfPresent(peer, (key, free) -> free - 1);
            var request = new FsRequest();
            if (!request.wrap(head, headOffset, headBytes)) {
                throw new AssertionError("bad head");
            }
            calls.add(new Call(
                    peer,
                    opcode,
                    epoch,
                    request.inode(),
                    request.client(),
                    request.request(),
                    request.watermark(),
                    handler,
                    token));
            return 0;
        }
    }
}
