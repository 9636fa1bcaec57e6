package io.heddle.meta.internal;

import io.heddle.layout.InodeId;
import io.heddle.testkit.sim.SimLoop;
import io.heddle.testkit.sim.SimWorld;
import io.heddle.transport.Endpoint;
import io.heddle.transport.Session;
import io.heddle.wire.FsRequest;
import io.heddle.wire.Status;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.TreeSet;

/** A client that never gives up and sends a mutation again under its number. */
final class PatientClient {
    private static final long RETRY_NS = 1_000_000;

    /** What a client got. */
    interface Answer {
        void onAnswer(int status, MemorySegment body, int bytes);
    }

    private final SimWorld world;
    private final FixedCluster cluster;
    private final TreeSet<Long> unanswered = new TreeSet<>();
    private SimLoop loop;
    private Endpoint endpoint;
    private long incarnation;
    private long number;

    PatientClient(SimWorld world, FixedCluster cluster, SimLoop loop, Endpoint endpoint) {
        this.world = world;
        this.cluster = cluster;
        this.loop = loop;
        this.endpoint = endpoint;
        incarnation = endpoint.incarnation();
    }

    /** Goes on with another endpoint, as the same client. */
    void move(SimLoop newLoop, Endpoint newEndpoint) {
        loop = newLoop;
        endpoint = newEndpoint;
    }

    void call(int opcode, long inode, byte[] data, Answer answer) {
        var message = Arena.ofAuto().allocate(FsRequest.MAX_HEAD_BYTES + (long) data.length, 8);
        call(
                opcode,
                new FsRequest().begin(message, 0).inode(inode).dataBytes(data.length),
                data,
                answer);
    }

    void call(int opcode, FsRequest request, byte[] data, Answer answer) {
        long own = ++number;
        unanswered.add(own);
        int head = request.headBytes();
        MemorySegment.copy(data, 0, request.memory(), ValueLayout.JAVA_BYTE, head, data.length);
        loop.run(() -> send(opcode, request, own, head + data.length, answer));
    }

    private void send(int opcode, FsRequest request, long own, int bytes, Answer answer) {
        request.key(incarnation, own, unanswered.first());
        var replicas = cluster.map().of(InodeId.bucket(request.inode()));
        int status = endpoint.session(replicas.primary())
                .call(
                        opcode,
                        replicas.epoch(),
                        request.memory(),
                        0,
                        bytes,
                        MemorySegment.NULL,
                        0,
                        0,
                        (token, result, body, offset, length) -> {
                            boolean again = result == Status.RETRY
                                    || result == Status.STALE_EPOCH
                                    || result == Session.PEER_LOST;
                            if (again) {
                                later(() -> send(opcode, request, own, bytes, answer));
                            } else {
                                unanswered.remove(own);
                                answer.onAnswer(result, body.asSlice(offset, length), length);
                            }
                        },
                        own);
        if (status != 0) {
            later(() -> send(opcode, request, own, bytes, answer));
        }
    }

    private void later(Runnable action) {
        world.after(RETRY_NS, () -> loop.run(action));
    }

    int unanswered() {
        return unanswered.size();
    }
}
