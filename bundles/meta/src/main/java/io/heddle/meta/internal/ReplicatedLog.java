package io.heddle.meta.internal;

import io.heddle.drive.BucketState;
import io.heddle.drive.RecordWriter;
import io.heddle.foreign.linux.Errno;
import io.heddle.layout.Replicas;
import io.heddle.wire.Status;

import java.lang.foreign.MemorySegment;

/**
 * The records of a bucket as its primary sees them: appended here, sent to the backups, committed when
 * all in-sync replicas have them durable. Answers are held until then.
 */
final class ReplicatedLog {
    private final MetaServer server;
    private final BucketPrimary primary;
    private final BucketReplica replica;
    private final BucketState state;
    private final HeldAnswers held = new HeldAnswers();
    private final long[] kept = new long[HeldAnswers.WINDOW];
    private BackupLink[] links = {};
    private Replicas replicas;
    private Recovery recovery;
    private boolean level;
    private boolean flushWanted;
    private long committed;
    private long localDurable;

    ReplicatedLog(MetaServer server, BucketPrimary primary, BucketReplica replica) {
        this.server = server;
        this.primary = primary;
        this.replica = replica;
        state = replica.state();
        replicas = new Replicas(state.bucket(), 0, new int[0]);
        recovery = new Recovery(server, this, new int[0]);
        recovery.close();
    }

    /** Begins an epoch: no record is sent before the ends of all replicas are known. */
    void lead(Replicas next) {
        close();
        replicas = next;
        level = false;
        localDurable = state.durableSequence();
        int[] backups = new int[Math.max(0, next.servers().length - 1)];
        links = new BackupLink[backups.length];
        for (int i = 0; i < backups.length; i++) {
            backups[i] = next.servers()[i + 1];
            links[i] = new BackupLink(server, this, backups[i]);
        }
        recovery = new Recovery(server, this, backups);
        recovery.step(server.env().nanoTime());
    }

    /** The replicas' ends are known and none is beyond the own one. */
    void onLevel(Recovery done) {
        for (int i = 0; i < links.length; i++) {
            done.startLink(links[i], i);
        }
        level = true;
        if (committed == 0) {
            // Nothing is held below: no need to walk there.
            committed = lowestDurable();
        }
        if (state.epoch() < replicas.epoch()) {
            // Voids what a primary of an older epoch may still hold alone.
            begin(0, 0);
            append();
        }
        advance();
        server.wantTick();
    }

    /** Sends nothing any more. */
    void close() {
        recovery.close();
        for (BackupLink link : links) {
            link.close();
        }
    }

    /** Ends all held answers by a status. */
    void refuseHeld(int status) {
        for (long sequence = committed + 1;
                sequence <= state.sequence() + 1 && held.count() > 0;
                sequence++) {
            RequestContext list = held.take(sequence);
            while (list != null) {
                RequestContext next = list.next;
                primary.finish(list, status);
                list = next;
            }
        }
    }

    /** The turn ends: what it has collected for the backups goes out. */
    void flush(long nowNs) {
        flushWanted = false;
        for (BackupLink link : links) {
            link.flush(nowNs);
        }
    }

    /** What a timer does: recovery goes on, late records are sent, silent backups raise an alert. */
    void tick(long nowNs) {
        recovery.step(nowNs);
        if (!level) {
            return;
        }
        for (BackupLink link : links) {
            link.pump(nowNs);
            if (server.liveness().isSilent(link, nowNs)) {
                server.liveness().alert(link.node());
            }
            if (!link.isLevel()) {
                server.wantTick();
            }
        }
    }

    /** Starts a record in the shard's writer. */
    void begin(long client, long request) {
        server.memory()
                .record
                .begin(
                        state.bucket(),
                        replicas.epoch(),
                        state.sequence() + 1,
                        state.chain(),
                        client,
                        request);
    }

    /** Ends the shard's record and replicates it. @return 0, -ENOSPC, -EIO or RETRY */
    int append() {
        RecordWriter record = server.memory().record;
        int bytes = record.end();
        long sequence = state.sequence() + 1;
        int status = replica.append(record.memory(), 0, bytes, sequence);
        if (status == 0) {
            server.counters().records.increment();
            send(sequence, record.memory(), bytes);
            return 0;
        }
        if (status == -Errno.EIO) {
            server.driveFailed();
            return Status.RETRY;
        }
        return status == -Errno.EINVAL
                ? -Errno.EIO
                : status == -Errno.ENOSPC ? status : Status.RETRY;
    }

    private void send(long sequence, MemorySegment record, int bytes) {
        boolean gone = true;
        for (BackupLink link : links) {
            gone &= link.offer(sequence, record, bytes);
        }
        if (!gone) {
            kept[(int) sequence & HeldAnswers.WINDOW - 1] =
                    server.memory().tail.add(state.bucket(), sequence, record, bytes);
        }
        if (!flushWanted && links.length > 0) {
            flushWanted = true;
            server.wantFlush(this);
        }
    }

    /** Where a record is kept that did not go at once, see {@link RecordTail}. */
    long kept(long sequence) {
        return kept[(int) sequence & HeldAnswers.WINDOW - 1];
    }

    /** A record that another replica had beyond this one. @return 0 or -errno */
    int appendFetched(MemorySegment record, long offset, int bytes) {
        return replica.append(record, offset, bytes, Records.sequence(record, offset));
    }

    void onLocalDurable(long sequence) {
        localDurable = sequence;
        advance();
    }

    /** A backup has more records than before. */
    void onAcked() {
        advance();
    }

    private long lowestDurable() {
        long lowest = localDurable;
        for (BackupLink link : links) {
            lowest = Math.min(lowest, link.acked());
        }
        return lowest;
    }

    private void advance() {
        if (!level) {
            return;
        }
        long reached = lowestDurable();
        while (committed < reached) {
            committed++;
            RequestContext list = held.take(committed);
            while (list != null) {
                RequestContext next = list.next;
                list.answerKept();
                primary.release(list);
                list = next;
            }
        }
        server.drive().committed(state.bucket(), committed);
        if (committed == state.sequence()) {
            primary.onAllCommitted();
        }
    }

    /** Holds a context until a sequence is committed. */
    void hold(RequestContext context, long sequence) {
        held.hold(context, sequence);
    }

    /** Whether as many records are on their way as answers can wait for. */
    boolean isWindowFull() {
        return state.sequence() + 2 - committed >= HeldAnswers.WINDOW;
    }

    boolean admits(long payloadBytes, boolean freesSpace) {
        if (!server.drive().admits(payloadBytes, freesSpace)) {
            return false;
        }
        for (BackupLink link : links) {
            if (!freesSpace && link.freeBytes() < payloadBytes) {
                return false;
            }
        }
        return true;
    }

    /** The node of the n-th backup, or -1. */
    int backup(int index) {
        return index < links.length ? links[index].node() : -1;
    }

    /** What the fullest replica has. */
    long freeBytes() {
        long free = server.drive().freeBytes();
        for (BackupLink link : links) {
            free = Math.min(free, link.freeBytes());
        }
        return free;
    }

    BucketState state() {
        return state;
    }

    int epoch() {
        return replicas.epoch();
    }

    /** In-sync replicas, this one included. */
    int replicaCount() {
        return replicas.servers().length;
    }

    long committed() {
        return committed;
    }
}
