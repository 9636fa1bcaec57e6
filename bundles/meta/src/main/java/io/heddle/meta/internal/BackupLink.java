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

    /** What goes together into one message, unless one record is larger. */
    private static final int BATCH_BYTES = 256 << 10;

    /** A record of this size goes by itself at once: it is not worth a copy. */
    private static final int LARGE_BYTES = 32 << 10;

    private static final long RETRY_NS = 20_000_000;

    private final MetaServer server;
    private final ReplicatedLog log;
    private final BucketState state;
    private final int node;
    private boolean closed;
    private boolean sentInTurn;
    private long gatheredTo;
    private long nextSequence;
    private long acked;
    private int outstanding;
    private long freeBytes = Long.MAX_VALUE;
    private long retryAtNs;
    private long silentSinceNs;

    BackupLink(MetaServer server, ReplicatedLog log, int node) {
        this.server = server;
        this.log = log;
        this.state = log.state();
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

    /**
     * Sends a record that was just appended, unless earlier ones have to go first: the first of a turn
     * goes at once, the others of the turn follow together in {@link #flush}.
     *
     * @return whether it went; otherwise the primary keeps it
     */
    boolean offer(long sequence, MemorySegment record, int bytes) {
        if (acked + 1 == sequence) {
            silentSinceNs = server.env().nanoTime();
        }
        boolean inTurn = nextSequence == sequence && (!sentInTurn || bytes >= LARGE_BYTES);
        if (!inTurn || outstanding >= WINDOW || !send(sequence, record, 0, bytes)) {
            return false;
        }
        nextSequence = sequence + 1;
        sentInTurn = true;
        return true;
    }

    /** The turn ends: what was kept goes out. */
    void flush(long nowNs) {
        sentInTurn = false;
        pump(nowNs);
    }

    /** Sends what is due of the records that did not go at once, many in a message. */
    void pump(long nowNs) {
        while (!closed
                && nowNs >= retryAtNs
                && nextSequence <= state.sequence()
                && outstanding < WINDOW) {
            int bytes = gather();
            if (bytes == 0) {
                bytes = readBack(nowNs);
            }
            if (bytes == 0 || !send(gatheredTo, server.memory().transfer, 0, bytes)) {
                server.wantTick();
                return;
            }
            server.counters().batches.increment();
            nextSequence = gatheredTo + 1;
        }
    }

    /** Puts records that were kept into the transfer memory. @return their bytes */
    private int gather() {
        RecordTail tail = server.memory().tail;
        int gathered = 0;
        for (long sequence = nextSequence; sequence <= state.sequence(); sequence++) {
            long position = log.kept(sequence);
            int bytes = tail.lengthBytes(position, state.bucket(), sequence);
            if (bytes < 0 || (gathered > 0 && gathered + bytes > BATCH_BYTES)) {
                break;
            }
            tail.copy(position, bytes, server.memory().transfer, gathered);
            gathered += bytes;
            gatheredTo = sequence;
        }
        return gathered;
    }

    /** Puts records of the journal into the transfer memory. @return their bytes */
    private int readBack(long nowNs) {
        MemorySegment transfer = server.memory().transfer;
        int bytes = server.drive()
                .readRecords(state.bucket(), nextSequence, transfer, 0, ShardMemory.TRANSFER_BYTES);
        if (bytes < 0) {
            server.report(
                    state.bucket(), node, "it lacks records that the journal no longer holds");
            retryAtNs = nowNs + 50 * RETRY_NS;
            return 0;
        }
        int from = 0;
        int to = 0;
        while (from < bytes) {
            int length = transfer.get(FsRequest.INT, from);
            if (Records.sequence(transfer, from + 4) == nextSequence || to > 0) {
                gatheredTo = Records.sequence(transfer, from + 4);
                MemorySegment.copy(transfer, from + 4L, transfer, to, length);
                to += length;
                server.counters().resentRecords.increment();
            }
            from += 4 + length;
        }
        return to;
    }

    private boolean send(long sequence, MemorySegment record, long offset, int bytes) {
        MemorySegment head = server.memory().small;
        head.set(FsRequest.LONG, 0, log.committed());
        head.set(FsRequest.LONG, 8, 0);
        int status = server.session(node)
                .call(
                        Opcode.REPLICATE,
                        log.epoch(),
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
        boolean tellsEnd = lengthBytes >= BucketBackup.END_BYTES;
        if (tellsEnd) {
            freeBytes = body.get(FsRequest.LONG, offset + 32);
        }
        if (status == 0 && tellsEnd) {
            long durable = Math.max(sequence, body.get(FsRequest.LONG, offset + 24));
            if (durable > acked) {
                acked = durable;
                log.onAcked();
            }
            if (nextSequence <= state.sequence()) {
                pump(now);
            }
            return;
        }
        // An answer that says nothing of the end is none: the records are sent again.
        failed(status == 0 ? Status.RETRY : status, now);
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
