package io.heddle.meta.internal;

import io.heddle.drive.BucketState;
import io.heddle.foreign.linux.Errno;
import io.heddle.transport.ReplyHandler;
import io.heddle.transport.Session;
import io.heddle.wire.FsRequest;
import io.heddle.wire.Opcode;
import io.heddle.wire.Status;

import java.lang.foreign.MemorySegment;

/**
 * The primary's view of one backup in one epoch: what it was sent and what it has. A record goes out
 * in the turn in which it is appended; what was refused, lost or missed is read back from the journal.
 */
final class BackupLink implements ReplyHandler {
    /** Records on their way to one backup of one bucket, so that no bucket takes all slots of a session. */
    private static final int WINDOW = 32;

    private static final long RETRY_NS = 20_000_000;

    private final MetaServer server;
    private final BucketPrimary primary;
    private final BucketState state;
    private final int node;
    private boolean closed;
    private long nextSequence;
    private long acked;
    private int outstanding;
    private long freeBytes = Long.MAX_VALUE;
    private long retryAtNs;
    private long silentSinceNs;

    BackupLink(MetaServer server, BucketPrimary primary, int node) {
        this.server = server;
        this.primary = primary;
        this.state = primary.state();
        this.node = node;
    }

    int node() {
        return node;
    }

    long acked() {
        return acked;
    }

    long freeBytes() {
        return freeBytes;
    }

    /** The replica told its end: what follows it is sent. */
    void start(long end, long durable, long free) {
        nextSequence = end + 1;
        acked = durable;
        freeBytes = free;
        // A record that it appended and did not say to be durable is asked for by sending it again.
        nextSequence = Math.min(nextSequence, durable + 1);
        silentSinceNs = server.env().nanoTime();
    }

    /** Whether it has everything that the primary has. */
    boolean isLevel() {
        return acked >= state.sequence();
    }

    /** Sends a record that was just appended, unless earlier ones have to go first. */
    void offer(long sequence, MemorySegment record, int bytes) {
        if (acked + 1 == sequence) {
            silentSinceNs = server.env().nanoTime();
        }
        if (nextSequence == sequence && outstanding < WINDOW && send(sequence, record, 0, bytes)) {
            nextSequence = sequence + 1;
        } else {
            server.wantTick();
        }
    }

    /** Sends what is due of the records that did not go at once. */
    void pump(long nowNs) {
        if (closed
                || nowNs < retryAtNs
                || nextSequence > state.sequence()
                || outstanding >= WINDOW) {
            return;
        }
        MemorySegment transfer = server.memory().transfer;
        int bytes = server.drive()
                .readRecords(state.bucket(), nextSequence, transfer, 0, ShardMemory.TRANSFER_BYTES);
        if (bytes < 0) {
            server.report(
                    state.bucket(), node, "it lacks records that the journal no longer holds");
            retryAtNs = nowNs + 50 * RETRY_NS;
            return;
        }
        int at = 0;
        while (at < bytes && outstanding < WINDOW) {
            int length = transfer.get(FsRequest.INT, at);
            long sequence = Records.sequence(transfer, at + 4);
            if (sequence == nextSequence) {
                if (!send(sequence, transfer, at + 4, length)) {
                    return;
                }
                nextSequence++;
                server.counters().resentRecords.increment();
            }
            at += 4 + length;
        }
    }

    private boolean send(long sequence, MemorySegment record, long offset, int bytes) {
        MemorySegment head = server.memory().small;
        head.set(FsRequest.LONG, 0, primary.committed());
        head.set(FsRequest.LONG, 8, 0);
        int status = server.session(node)
                .call(
                        Opcode.REPLICATE,
                        primary.epoch(),
                        head,
                        0,
                        BucketBackup.HEAD_BYTES,
                        record,
                        offset,
                        bytes,
                        this,
                        sequence);
        if (status != 0) {
            return false;
        }
        outstanding++;
        server.wantTick();
        return true;
    }

    @Override
    public void onReply(
            long sequence, int status, MemorySegment body, long offset, int lengthBytes) {
        outstanding--;
        if (closed) {
            return;
        }
        long now = server.env().nanoTime();
        if (status != Session.PEER_LOST) {
            silentSinceNs = now;
            server.liveness().heard(node, now);
        }
        if (lengthBytes >= BucketBackup.END_BYTES) {
            freeBytes = body.get(FsRequest.LONG, offset + 32);
        }
        if (status == 0) {
            long durable = Math.max(sequence, body.get(FsRequest.LONG, offset + 24));
            if (durable > acked) {
                acked = durable;
                primary.onAcked();
            }
            if (nextSequence <= state.sequence()) {
                pump(now);
            }
            return;
        }
        failed(status, now);
    }

    private void failed(int status, long nowNs) {
        server.wantTick();
        nextSequence = acked + 1;
        retryAtNs = nowNs + RETRY_NS;
        if (status == -Errno.EIO) {
            server.report(state.bucket(), node, "its drive failed");
        } else if (status == -Errno.EINVAL) {
            server.report(state.bucket(), node, "its chain of records differs");
        } else if (status == Status.STALE_EPOCH) {
            server.counters().stale.increment();
        } else {
            server.counters().lostReplicates.increment();
        }
    }

    /** Since when it lacks records and gave no sign of life, or {@link Long#MAX_VALUE}. */
    long silentSinceNs() {
        return isLevel() ? Long.MAX_VALUE : silentSinceNs;
    }

    void close() {
        closed = true;
    }
}
