package io.heddle.client.internal;

import com.code_intelligence.jazzer.junit.FuzzTest;

import io.heddle.client.Client.Completion;
import io.heddle.fuzz.Input;
import io.heddle.layout.BucketMap;
import io.heddle.layout.InodeId;
import io.heddle.layout.Replicas;
import io.heddle.runtime.CountedArena;
import io.heddle.testkit.sim.SimLoop;
import io.heddle.testkit.sim.SimWorld;
import io.heddle.transport.ReplyHandler;
import io.heddle.transport.RequestWitness;
import io.heddle.transport.Session;
import io.heddle.wire.FsRequest;
import io.heddle.wire.Opcode;
import io.heddle.wire.Status;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;

/**
 * A client gets hostile answers, in memory that is as long as they say, while maps change and the
 * connection goes and comes: whatever they are, each operation ends once.
 *
 * <p>An input is a row of: u8 what. 0: an operation, u8 opcode, u8 bucket. 1: an answer, u8 how (0 a
 * lost peer, 1 an old epoch, 2 try again, 3 -errno of the next u8, else success with u16 length and
 * the bytes). 2: a new map, u8 primary of each bucket. 3: the connection goes and comes. 4: time, u8
 * in ms.
 */
class ClientFuzzTest {
    private static final int BUCKETS = 3;
    private static final int KINDS = 5;
    private static final int MOST_STEPS = 200;
    private static final long TIMEOUT_NS = 5_000_000_000L;

    private record Call(ReplyHandler handler, long token) {}

    private final ArrayDeque<Call> calls = new ArrayDeque<>();
    private long version;
    private BucketMap map = map(0, 1, 2);
    private int begun;
    private int[] ended = new int[MOST_STEPS];

    private BucketMap map(int... primaries) {
        var buckets = new Replicas[BUCKETS];
        version++;
        for (int i = 0; i < BUCKETS; i++) {
            int[] servers = primaries[i] == 255 ? new int[0] : new int[] {primaries[i]};
            buckets[i] = new Replicas(i, (int) version, servers);
        }
        return new BucketMap(version, buckets);
    }

    /** Sessions that keep calls until the input answers them. */
    private final class Hostile implements Connection {
        @Override
        public BucketMap map() {
            return map;
        }

        @Override
        public void witness(@Nullable RequestWitness witness) {
            // Nothing leaves here.
        }

        @Override
        public Session session(int peer) {
            return new Session() {
                @Override
                public int peer() {
                    return peer;
                }

                @Override
                public int freeSlots() {
                    return 64;
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
                    head.asSlice(headOffset, headBytes);
                    calls.add(new Call(handler, token));
                    return 0;
                }
            };
        }
    }

    @FuzzTest(maxDuration = "", maxExecutions = 100_000)
    void shouldEndEachOperationOnce(byte[] data) {
        calls.clear();
        begun = 0;
        ended = new int[MOST_STEPS];
        map = map(0, 1, 2);
        var world = new SimWorld(1);
        SimLoop loop = world.loop("client");
        var input = new Input(data);
        try (var arena = new CountedArena()) {
            var client = new RoutedClient(loop, arena, new ClientLedger(loop), TIMEOUT_NS);
            var connection = new Hostile();
            loop.run(() -> client.connect(connection));
            for (int step = 0; step < MOST_STEPS && !input.isEmpty(); step++) {
                int what = input.u8() % KINDS;
                if (what == 4) {
                    world.runFor(input.u8() * 1_000_000L);
                } else {
                    loop.run(() -> step(what, client, connection, arena, input));
                }
            }
            world.runFor(2 * TIMEOUT_NS);
            loop.run(client::close);
            check(client);
        }
    }

    private void step(
            int what, RoutedClient client, Hostile connection, CountedArena arena, Input input) {
        switch (what) {
            case 0 -> submit(client, arena, input);
            case 1 -> answer(input);
            case 2 -> {
                map = map(input.u8(), input.u8(), input.u8());
                client.mapChanged();
            }
            default -> {
                client.disconnect();
                client.connect(connection);
            }
        }
    }

    private void submit(RoutedClient client, CountedArena arena, Input input) {
        int opcode = input.u8();
        MemorySegment head = arena.allocate(FsRequest.HEADER_BYTES, 8);
        new FsRequest().begin(head, 0).inode(InodeId.of(input.u8(), 1));
        Completion done = (token, status, body, offset, bytes) -> {
            ended[(int) token]++;
            body.asSlice(offset, bytes);
        };
        client.submit(
                opcode == 0 ? Opcode.STATFS : opcode,
                head,
                0,
                FsRequest.HEADER_BYTES,
                MemorySegment.NULL,
                0,
                0,
                done,
                begun++);
    }

    private void answer(Input input) {
        Call call = calls.poll();
        if (call == null) {
            return;
        }
        int how = input.u8();
        int status = switch (how) {
            case 0 -> Session.PEER_LOST;
            case 1 -> Status.STALE_EPOCH;
            case 2 -> Status.RETRY;
            case 3 -> -Math.max(1, input.u8());
            default -> 0;
        };
        byte[] body = how < 4 ? new byte[0] : input.bytes(input.u16());
        call.handler.onReply(call.token, status, MemorySegment.ofArray(body), 0, body.length);
    }

    private void check(RoutedClient client) {
        for (int operation = 0; operation < begun; operation++) {
            if (ended[operation] != 1) {
                throw new AssertionError(
                        "operation " + operation + " ended " + ended[operation] + " times");
            }
        }
        if (client.outstanding() != 0) {
            throw new AssertionError(client.outstanding() + " are outstanding");
        }
    }
}
