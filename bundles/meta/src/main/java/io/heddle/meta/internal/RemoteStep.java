package io.heddle.meta.internal;

import io.heddle.foreign.linux.Errno;
import io.heddle.transport.ReplyHandler;
import io.heddle.transport.Session;
import io.heddle.wire.FsRequest;
import io.heddle.wire.Opcode;
import io.heddle.wire.Status;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A step at another bucket, as its coordinator sees it: asked, promised or refused, then told. What got
 * no answer is sent again under the same transaction and index; the participant knows it by these.
 */
final class RemoteStep implements ReplyHandler {
    private static final long RETRY_NS = 10_000_000;

    /** What of the step is under way. */
    enum State {
        ASKED,
        PROMISED,
        REFUSED,
        TELLING,
        TOLD
    }

    private final MetaServer server;
    private final Transaction transaction;
    private final MemorySegment memory;
    private final MemorySegment decision;
    final StepMessage message = new StepMessage();

    /** What the participant answered to PREPARE. */
    final MemorySegment reply;

    State state = State.ASKED;
    int status;
    private boolean sent;
    private long retryAtNs;
    private int attempts;
    private int lifetime;

    RemoteStep(MetaServer server, Transaction transaction, Arena arena) {
        this.server = server;
        this.transaction = transaction;
        memory = arena.allocate(StepMessage.MAX_BYTES, 8);
        decision = arena.allocate(Participant.DECIDE_BYTES, 8);
        reply = arena.allocate(StepMessage.MAX_REPLY_BYTES, 8);
    }

    StepMessage begin(int bucket, int coordinator, long id, int index, int kind) {
        state = State.ASKED;
        status = 0;
        sent = false;
        retryAtNs = 0;
        attempts = 0;
        lifetime++;
        return message.wrap(memory, 0).begin(bucket, coordinator, id, index, kind);
    }

    /** From now on it is told the decision, until it has answered or, for an abort, several times. */
    void tell(boolean commit) {
        if (state == State.REFUSED || state == State.TOLD) {
            state = State.TOLD;
            return;
        }
        state = State.TELLING;
        sent = false;
        retryAtNs = 0;
        attempts = 0;
        lifetime++;
        decision.set(FsRequest.INT, 0, message.bucket());
        decision.set(FsRequest.INT, 4, message.index());
        decision.set(FsRequest.LONG, 8, message.transaction());
        decision.set(FsRequest.INT, 16, commit ? 1 : 0);
        decision.set(FsRequest.INT, 20, 0);
    }

    boolean isTree() {
        return message.kind() == StepMessage.TREE;
    }

    int attempts() {
        return attempts;
    }

    /** Sends what is due. */
    void push(long nowNs) {
        boolean asks = state == State.ASKED;
        if (sent || nowNs < retryAtNs || !(asks || state == State.TELLING)) {
            return;
        }
        attempts++;
        retryAtNs = nowNs + RETRY_NS;
        sent = asks
                ? server.callPrimary(
                        Opcode.PREPARE,
                        message.bucket(),
                        memory,
                        message.lengthBytes(),
                        this,
                        lifetime)
                : server.callPrimary(
                        Opcode.DECIDE,
                        message.bucket(),
                        decision,
                        Participant.DECIDE_BYTES,
                        this,
                        lifetime);
    }

    @Override
    public void onReply(long token, int result, MemorySegment body, long offset, int lengthBytes) {
        if (token != lifetime) {
            return;
        }
        sent = false;
        retryAtNs = server.env().nanoTime() + RETRY_NS;
        boolean unsure = result == Status.RETRY
                || result == Status.STALE_EPOCH
                || result == Session.PEER_LOST;
        if (state == State.TELLING) {
            if (!unsure) {
                state = State.TOLD;
                transaction.onTold();
            }
        } else if (state == State.ASKED && !unsure) {
            state = result < 0 ? State.REFUSED : State.PROMISED;
            status = result == -Errno.EBUSY || result == -Errno.ESTALE ? Status.RETRY : result;
            if (result >= 0) {
                reply.fill((byte) 0); // An answer may be too short.
                MemorySegment.copy(
                        body, offset, reply, 0, Math.min(lengthBytes, StepMessage.MAX_REPLY_BYTES));
            }
            transaction.onVote();
        }
        server.wantTick();
    }

    @Override
    public String toString() {
        return "kind " + message.kind() + " at " + message.bucket() + " " + state
                + (sent ? " sent" : "");
    }
}
