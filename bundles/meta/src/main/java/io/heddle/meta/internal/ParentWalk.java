package io.heddle.meta.internal;

import io.heddle.drive.StateStore;
import io.heddle.foreign.linux.Errno;
import io.heddle.layout.InodeId;
import io.heddle.meta.internal.ops.StateKey;
import io.heddle.transport.ReplyHandler;
import io.heddle.transport.Session;
import io.heddle.wire.Attr;
import io.heddle.wire.FsRequest;
import io.heddle.wire.Opcode;
import io.heddle.wire.Status;

import java.lang.foreign.MemorySegment;

/**
 * Walks from a directory up to the root and looks for another one on the way, while the tree is locked:
 * a directory must not be moved below itself. Parents are read past the locks of steps, since only
 * holders of the tree lock change them.
 */
final class ParentWalk implements ReplyHandler {
    private static final long RETRY_NS = 10_000_000;

    private final MetaServer server;
    private final Transaction transaction;
    private long at;
    private long wanted;
    private boolean walking;
    private boolean asked;
    private int status;
    private long retryAtNs;
    private int walk;

    ParentWalk(MetaServer server, Transaction transaction) {
        this.server = server;
        this.transaction = transaction;
    }

    /** Starts; {@link #status} is -EINVAL in the end when {@code wanted} is on the way up from {@code from}. */
    void start(long from, long wanted) {
        at = from;
        this.wanted = wanted;
        walking = true;
        asked = false;
        status = 0;
        retryAtNs = 0;
        walk++;
    }

    void stop() {
        walking = false;
        status = 0;
        walk++;
    }

    boolean isWalking() {
        return walking;
    }

    int status() {
        return status;
    }

    /** Asks for the next parent. */
    void push(long nowNs) {
        if (!walking || asked || nowNs < retryAtNs) {
            return;
        }
        if (at == wanted) {
            end(-Errno.EINVAL);
            return;
        }
        MemorySegment small = server.memory().small;
        small.asSlice(0, Participant.INQUIRE_BYTES).fill((byte) 0);
        small.set(FsRequest.INT, 0, InodeId.bucket(at));
        small.set(FsRequest.INT, 4, Coordinator.PARENT_OF);
        small.set(FsRequest.LONG, 8, at);
        retryAtNs = nowNs + RETRY_NS;
        asked = server.callPrimary(
                Opcode.INQUIRE, InodeId.bucket(at), small, Participant.INQUIRE_BYTES, this, walk);
    }

    @Override
    public void onReply(long token, int result, MemorySegment body, long offset, int lengthBytes) {
        if (token != walk || !walking) {
            return;
        }
        asked = false;
        long now = server.env().nanoTime();
        if (result == Status.RETRY || result == Status.STALE_EPOCH || result == Session.PEER_LOST) {
            retryAtNs = now + RETRY_NS;
            server.wantTick();
            return;
        }
        if (result < 0 || lengthBytes < Long.BYTES) {
            end(result < 0 ? result : -Errno.EIO);
            return;
        }
        long parent = body.get(FsRequest.LONG, offset);
        if (parent == at || parent == 0) {
            end(0);
            return;
        }
        at = parent;
        retryAtNs = 0;
        push(now);
    }

    private void end(int outcome) {
        walking = false;
        status = outcome;
        transaction.onVote();
    }

    /** The parent of a directory in this bucket. @return it, or -ENOENT */
    static long parentOf(StateStore store, StateKey key, long directory) {
        var view = new StateStore.View();
        if (key.inode(directory).get(store, view) < 0) {
            return -Errno.ENOENT;
        }
        return new Attr().wrap(view.memory(), view.offset()).parent();
    }
}
