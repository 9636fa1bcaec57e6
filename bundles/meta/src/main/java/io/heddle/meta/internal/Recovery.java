package io.heddle.meta.internal;

import io.heddle.drive.BucketState;
import io.heddle.foreign.linux.Errno;
import io.heddle.transport.ReplyHandler;
import io.heddle.wire.FsRequest;
import io.heddle.wire.Opcode;
import io.heddle.wire.Status;

import java.lang.foreign.MemorySegment;

/**
 * What a primary does before it serves an epoch: it asks every in-sync replica where its records end,
 * fetches what one of them has beyond its own, and then lets the links send the others what they lack.
 * The longest chain of the highest epoch wins: it holds everything that was ever acknowledged, since
 * that is on all of them.
 */
final class Recovery {
    private static final long RETRY_NS = 50_000_000;

    private final MetaServer server;
    private final ReplicatedLog log;
    private final BucketState state;
    private final End[] ends;
    private boolean closed;
    private boolean fetching;
    private long retryAtNs;

    /** @param backups nodes of the other in-sync replicas */
    Recovery(MetaServer server, ReplicatedLog log, int[] backups) {
        this.server = server;
        this.log = log;
        state = log.state();
        ends = new End[backups.length];
        for (int i = 0; i < ends.length; i++) {
            ends[i] = new End(backups[i]);
        }
    }

    /** Goes on; called until the primary is level with its replicas. */
    void step(long nowNs) {
        if (closed || nowNs < retryAtNs) {
            return;
        }
        server.wantTick();
        boolean all = true;
        for (End end : ends) {
            if (!end.known) {
                all = false;
                end.ask(nowNs);
            }
        }
        if (all && !fetching) {
            compare(nowNs);
        }
    }

    private void compare(long nowNs) {
        End longest = null;
        for (End end : ends) {
            if (end.isBeyond(state.epoch(), state.sequence())
                    && (longest == null || end.isBeyond(longest.epoch, longest.sequence))) {
                longest = end;
            }
        }
        if (longest != null) {
            fetch(longest, nowNs);
            return;
        }
        closed = true;
        log.onLevel(this);
    }

    private void fetch(End from, long nowNs) {
        MemorySegment small = server.memory().small;
        small.set(FsRequest.LONG, 0, state.bucket());
        small.set(FsRequest.LONG, 8, state.sequence() + 1);
        int status = server.session(from.node)
                .call(
                        Opcode.FETCH_RECORDS,
                        log.epoch(),
                        small,
                        0,
                        16,
                        MemorySegment.NULL,
                        0,
                        0,
                        this::onRecords,
                        from.node);
        fetching = status == 0;
        retryAtNs = fetching ? 0 : nowNs + RETRY_NS;
    }

    private void onRecords(
            long node, int status, MemorySegment body, long offset, int lengthBytes) {
        fetching = false;
        if (closed) {
            return;
        }
        long before = state.sequence();
        long at = offset;
        long end = offset + lengthBytes;
        while (status == 0 && at + Records.HEADER_BYTES < end) {
            int length = body.get(FsRequest.INT, at);
            if (length < Records.HEADER_BYTES || length > end - at - Integer.BYTES) {
                status = -Errno.EINVAL;
                break;
            }
            if (Records.sequence(body, at + 4) == state.sequence() + 1) {
                status = log.appendFetched(body, at + 4, length);
            }
            at += 4 + length;
        }
        if (status == -Errno.EINVAL || status == -Errno.ENODATA) {
            server.report(
                    state.bucket(), (int) node, "its chain of records differs from the primary's");
        }
        if (status == 0 && state.sequence() == before) {
            server.report(
                    state.bucket(),
                    server.id(),
                    "its end is of an older epoch than another replica's");
            status = -Errno.ENODATA;
        }
        retryAtNs = status == 0 ? 0 : server.env().nanoTime() + RETRY_NS;
        server.wantTick();
    }

    /** The end of replica {@code i} as it told it. */
    void startLink(BackupLink link, int i) {
        link.start(ends[i].sequence, ends[i].durable, ends[i].free);
    }

    void close() {
        closed = true;
    }

    /** Where one replica ends. */
    private final class End implements ReplyHandler {
        final int node;
        boolean known;
        long sequence;
        int epoch;
        long durable;
        long free;
        private boolean asking;
        private long askAtNs;

        End(int node) {
            this.node = node;
        }

        boolean isBeyond(int otherEpoch, long otherSequence) {
            return epoch > otherEpoch || (epoch == otherEpoch && sequence > otherSequence);
        }

        void ask(long nowNs) {
            if (asking || nowNs < askAtNs) {
                return;
            }
            MemorySegment small = server.memory().small;
            small.set(FsRequest.LONG, 0, state.bucket());
            int status = server.session(node)
                    .call(
                            Opcode.BUCKET_END,
                            log.epoch(),
                            small,
                            0,
                            8,
                            MemorySegment.NULL,
                            0,
                            0,
                            this,
                            node);
            asking = status == 0;
            askAtNs = nowNs + RETRY_NS;
        }

        @Override
        public void onReply(
                long token, int status, MemorySegment body, long offset, int lengthBytes) {
            asking = false;
            if (closed) {
                return;
            }
            if (status == 0 && lengthBytes >= BucketBackup.END_BYTES) {
                known = true;
                sequence = body.get(FsRequest.LONG, offset);
                epoch = body.get(FsRequest.INT, offset + 16);
                durable = body.get(FsRequest.LONG, offset + 24);
                free = body.get(FsRequest.LONG, offset + 32);
                step(server.env().nanoTime());
            } else if (status == -Errno.EIO) {
                server.report(state.bucket(), node, "its drive failed");
            } else if (status == Status.STALE_EPOCH) {
                server.counters().stale.increment();
            }
            server.wantTick();
        }
    }
}
