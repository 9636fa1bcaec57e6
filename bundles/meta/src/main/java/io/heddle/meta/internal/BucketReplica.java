package io.heddle.meta.internal;

import io.heddle.drive.BucketState;
import io.heddle.drive.RecordDone;
import io.heddle.layout.Replicas;
import io.heddle.transport.InboundRequest;
import io.heddle.wire.Status;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;

/**
 * A bucket at one server: its state on the drive and the role that the newest map gives it. Replication
 * follows PacificA (Lin et al., 2008): the primary sends each record to all in-sync backups, and control
 * alone decides who is in sync.
 */
final class BucketReplica implements RecordDone {
    private final MetaServer server;
    private final BucketState state;
    private final BucketBackup backup;
    private @Nullable BucketPrimary primary;
    private int epoch;
    private boolean closed;

    BucketReplica(MetaServer server, BucketState state) {
        this.server = server;
        this.state = state;
        backup = new BucketBackup(server, this, state);
        epoch = state.epoch();
    }

    int bucket() {
        return state.bucket();
    }

    BucketState state() {
        return state;
    }

    /** The highest epoch that was seen: nothing of an older one is accepted. */
    int epoch() {
        return epoch;
    }

    @Nullable
    BucketPrimary primary() {
        return primary;
    }

    /** Takes the role of a new map; an older or equal one changes nothing. */
    void onReplicas(Replicas replicas) {
        boolean leads = replicas.primary() == server.id();
        BucketPrimary leader = primary;
        boolean known =
                replicas.epoch() < epoch || (leader != null && leader.epoch() == replicas.epoch());
        if (known) {
            return;
        }
        epoch = replicas.epoch();
        if (!leads) {
            if (leader != null) {
                primary = null;
                leader.depose();
            }
            return;
        }
        backup.refuseAll();
        if (leader == null) {
            leader = new BucketPrimary(server, this);
            primary = leader;
        }
        leader.lead(replicas);
    }

    /** A request of a client, or a step of a transaction. */
    void onRequest(InboundRequest request) {
        BucketPrimary leader = primary;
        int known = request.epoch();
        if (leader == null || (known != 0 && known != epoch)) {
            server.counters().stale.increment();
            request.reply(Status.STALE_EPOCH);
            return;
        }
        leader.onRequest(request);
    }

    /** A record of the primary. */
    void onReplicate(InboundRequest request) {
        if (accepts(request)) {
            backup.onReplicate(request);
        }
    }

    /** A new primary asks where this replica ends. */
    void onBucketEnd(InboundRequest request) {
        if (accepts(request)) {
            backup.onBucketEnd(request);
        }
    }

    /** A replica asks for records that it lacks. */
    void onFetch(InboundRequest request, long sequence) {
        if (accepts(request)) {
            backup.onFetch(request, sequence);
        }
    }

    /** The primary's own copy of some blocks is damaged. */
    void onReadBlocks(InboundRequest request) {
        if (accepts(request)) {
            ServedBlocks.serve(request, state, server.memory().pool);
        }
    }

    /** Only the primary of the newest epoch speaks to replicas; a newer epoch than ours is true, too. */
    private boolean accepts(InboundRequest request) {
        if (request.epoch() < epoch || (primary != null && request.epoch() == epoch)) {
            server.counters().stale.increment();
            request.reply(Status.STALE_EPOCH);
            return false;
        }
        if (request.epoch() > epoch) {
            epoch = request.epoch();
            backup.refuseAll();
            BucketPrimary leader = primary;
            if (leader != null) {
                primary = null;
                leader.depose();
            }
        }
        return true;
    }

    /** Appends to the own drive; {@link #onRecord} follows. @return 0 or -errno */
    int append(MemorySegment record, long offset, int bytes, long sequence) {
        int status = server.drive().append(record, offset, bytes, this, sequence);
        if (status == 0 && server.journals().isOpen()) {
            server.journals().journaled(record, offset, server.env().nanoTime());
        }
        return status;
    }

    /** The server stops: nobody is answered any more but with a refusal. */
    void close() {
        closed = true;
        backup.refuseAll();
        BucketPrimary leader = primary;
        if (leader != null) {
            primary = null;
            leader.depose();
        }
    }

    @Override
    public void onRecord(long sequence, int status) {
        if (closed) {
            return;
        }
        if (status != 0) {
            server.driveFailed();
            return;
        }
        BucketPrimary leader = primary;
        if (leader != null) {
            leader.log().onLocalDurable(sequence);
        }
        backup.onDurable(sequence);
    }
}
