package io.heddle.meta.internal;

import io.heddle.drive.BucketState;
import io.heddle.foreign.linux.Errno;
import io.heddle.transport.InboundRequest;
import io.heddle.wire.FsRequest;
import io.heddle.wire.Status;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;

/**
 * The backup side of a bucket: appends what the primary sends, in sequence, and answers when it is
 * durable. Messages arrive in any order and more than once: an early one waits for its predecessor, a
 * late one is answered again.
 *
 * <p>REPLICATE is u64 committed sequence, u64 0, then whole records. The answer to it, to BUCKET_END
 * and to a refusal tells the end: u64 sequence, u64 chain, u32 epoch, u32 0, u64 durable sequence, u64
 * free bytes.
 */
final class BucketBackup {
    static final int HEAD_BYTES = 16;
    static final int END_BYTES = 40;

    /** Records that may wait here for a predecessor or for the drive, a power of two. */
    private static final int WINDOW = 1024;

    private final MetaServer server;
    private final BucketReplica replica;
    private final BucketState state;
    private final @Nullable InboundRequest[] early = new @Nullable InboundRequest[WINDOW];
    private final @Nullable InboundRequest[] undurable = new @Nullable InboundRequest[WINDOW];
    private int waiting;

    BucketBackup(MetaServer server, BucketReplica replica, BucketState state) {
        this.server = server;
        this.replica = replica;
        this.state = state;
    }

    void onReplicate(InboundRequest request) {
        int bytes = request.bodyBytes();
        if (bytes < HEAD_BYTES + Records.HEADER_BYTES) {
            request.reply(-Errno.EINVAL);
            return;
        }
        long first = Records.sequence(request.body(), request.bodyOffset() + HEAD_BYTES);
        if (first > state.sequence() + 1) {
            park(request, first);
            return;
        }
        take(request);
        while (waiting > 0) {
            InboundRequest following = unpark(state.sequence() + 1);
            if (following == null) {
                break;
            }
            take(following);
        }
    }

    private void park(InboundRequest request, long first) {
        if (first - state.sequence() >= WINDOW) {
            answerEnd(request, -Errno.EAGAIN);
            return;
        }
        int slot = (int) first & WINDOW - 1;
        InboundRequest older = early[slot];
        if (older == null) {
            waiting++;
        } else {
            answerEnd(older, -Errno.EAGAIN);
        }
        early[slot] = request;
    }

    private @Nullable InboundRequest unpark(long sequence) {
        int slot = (int) sequence & WINDOW - 1;
        InboundRequest request = early[slot];
        if (request != null) {
            early[slot] = null;
            waiting--;
        }
        return request;
    }

    private void take(InboundRequest request) {
        MemorySegment body = request.body();
        long at = request.bodyOffset() + HEAD_BYTES;
        long end = request.bodyOffset() + request.bodyBytes();
        long last = 0;
        while (end - at >= Records.HEADER_BYTES) {
            int length = Records.lengthBytes(body, at);
            long sequence = Records.sequence(body, at);
            if (length < Records.HEADER_BYTES
                    || length > end - at
                    || Records.bucket(body, at) != state.bucket()) {
                request.reply(-Errno.EINVAL);
                return;
            }
            if (sequence > state.sequence()) {
                int status = replica.append(body, at, length, sequence);
                if (status != 0) {
                    server.counters().refusedRecords.increment();
                    answerEnd(request, status);
                    return;
                }
            }
            last = sequence;
            at += length;
        }
        long committed = body.get(FsRequest.LONG, request.bodyOffset());
        if (committed > 0 && committed <= state.sequence()) {
            server.drive().committed(state.bucket(), committed);
        }
        awaitDurable(request, last);
    }

    private void awaitDurable(InboundRequest request, long sequence) {
        if (sequence <= state.durableSequence()) {
            answerEnd(request, 0);
            return;
        }
        int slot = (int) sequence & WINDOW - 1;
        InboundRequest older = undurable[slot];
        undurable[slot] = request;
        if (older != null) {
            answerEnd(older, -Errno.EAGAIN);
        }
    }

    /** The drive made a record durable. */
    void onDurable(long sequence) {
        int slot = (int) sequence & WINDOW - 1;
        InboundRequest request = undurable[slot];
        if (request != null) {
            undurable[slot] = null;
            answerEnd(request, 0);
        }
    }

    /** A newer epoch begins: what the old primary sent and still waits for an answer is refused. */
    void refuseAll() {
        for (int i = 0; i < WINDOW; i++) {
            InboundRequest parked = early[i];
            if (parked != null) {
                early[i] = null;
                parked.reply(Status.STALE_EPOCH);
            }
            InboundRequest appended = undurable[i];
            if (appended != null) {
                undurable[i] = null;
                appended.reply(Status.STALE_EPOCH);
            }
        }
        waiting = 0;
    }

    void onBucketEnd(InboundRequest request) {
        answerEnd(request, server.isServing() ? 0 : server.refusal());
    }

    void onFetch(InboundRequest request, long sequence) {
        ShardMemory memory = server.memory();
        int bytes = server.drive()
                .readRecords(
                        state.bucket(), sequence, memory.transfer, 0, ShardMemory.TRANSFER_BYTES);
        if (bytes < 0) {
            request.reply(bytes);
        } else {
            request.reply(0, memory.transfer, 0, bytes, MemorySegment.NULL, 0, 0);
        }
    }

    private void answerEnd(InboundRequest request, int status) {
        MemorySegment small = server.memory().small;
        small.set(FsRequest.LONG, 0, state.sequence());
        small.set(FsRequest.LONG, 8, state.chain());
        small.set(FsRequest.LONG, 16, Integer.toUnsignedLong(state.epoch()));
        small.set(FsRequest.LONG, 24, state.durableSequence());
        small.set(FsRequest.LONG, 32, server.drive().freeBytes());
        request.reply(status, small, 0, END_BYTES, MemorySegment.NULL, 0, 0);
    }
}
