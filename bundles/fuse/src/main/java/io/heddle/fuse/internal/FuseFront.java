package io.heddle.fuse.internal;

import io.heddle.client.Client;
import io.heddle.foreign.fuse.FuseKernel;
import io.heddle.foreign.linux.Errno;
import io.heddle.fusehost.FuseHandler;
import io.heddle.fusehost.FuseMount;
import io.heddle.fusehost.FuseRequest;
import io.heddle.fusehost.OpenNodes;
import io.heddle.runtime.CountedArena;
import io.heddle.runtime.Env;
import io.heddle.wire.FsRequest;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** Gives the requests of one mount their meaning. State of the client's loop. */
final class FuseFront implements FuseHandler, Client.Completion {
    /**
     * Seconds that the kernel may keep names and attributes. A sole mount changes everything itself,
     * so nothing it keeps can be wrong.
     */
    static final int SOLE_TTL_SECONDS = 3600;

    private static final Logger LOG = LoggerFactory.getLogger(FuseFront.class);
    private static final int HEAD_BYTES = FsRequest.MAX_HEAD_BYTES + 7 & ~7;
    private static final int CALLS = 80;

    private final Client client;
    private final FuseMount mount;
    private final long root;
    private final CountedArena arena = new CountedArena();
    private final Start[] starts = new Start[FuseKernel.OPCODES];
    private final List<Call> calls = new ArrayList<>();
    private final ArrayList<Call> free = new ArrayList<>();
    private final Removals removals = new Removals();
    private final LastFolder lastFolder = new LastFolder(arena);
    private final Closer closer;
    private final LockOps locks;
    private volatile List<FuseMount> siblings = List.of();
    private volatile int solitude;
    private volatile int outstanding;

    /** @param root the inode of the root folder, which the kernel knows as node 1 */
    FuseFront(Client client, FuseMount mount, long root) {
        this.client = client;
        this.mount = mount;
        this.root = root;
        Env env = client.loop().env();
        closer = new Closer(client);
        locks = new LockOps(this, env);
        grow(CALLS);
        var lookup = new LookupOps();
        lookup.register(starts);
        new AttrOps().register(starts);
        new CreateOps(lookup).register(starts);
        new RemoveOps().register(starts);
        new OpenOps().register(starts);
        new DataOps().register(starts);
        new DirectoryOps().register(starts);
        new XattrOps().register(starts);
        locks.register(starts);
    }

    private void grow(int count) {
        MemorySegment heads = arena.allocate((long) count * HEAD_BYTES, Long.BYTES);
        for (int i = 0; i < count; i++) {
            var call = new Call(this, calls.size(), heads, (long) i * HEAD_BYTES);
            calls.add(call);
            free.add(call);
        }
    }

    @Override
    public void onRequest(FuseRequest request) {
        int opcode = request.opcode();
        Start start = opcode < starts.length ? starts[opcode] : null;
        if (start == null) {
            request.error(Errno.ENOSYS);
        } else {
            Call call = take(request);
            lastFolder.begins(opcode);
            start.on(call);
        }
    }

    @Override
    public void onDone(long token, int status, MemorySegment body, long offset, int bytes) {
        Call call = calls.get((int) token);
        try {
            call.onDone(status, body, offset, bytes);
        } catch (RuntimeException e) {
            // The caller is the transport, which must not stop for a bug of one operation.
            LOG.error("an operation on {} failed", mount.directory(), e);
            if (call.isOpen()) {
                call.fail(-Errno.EIO);
            }
        }
    }

    /** A call for a request. */
    Call take(FuseRequest request) {
        if (free.isEmpty()) {
            grow(calls.size());
        }
        Call call = free.removeLast();
        call.begin(request);
        outstanding = calls.size() - free.size();
        return call;
    }

    void release(Call call) {
        free.add(call);
        outstanding = calls.size() - free.size();
    }

    /** Calls that are not answered yet; any thread. */
    int outstanding() {
        return outstanding + closer.outstanding();
    }

    /** Bytes outside the heap of its calls and of its mount's requests; on the loop. */
    long memoryBytes() {
        return arena.bytes() + mount.memoryBytes();
    }

    Client client() {
        return client;
    }

    FuseMount mount() {
        return mount;
    }

    OpenNodes openNodes() {
        return mount.openNodes();
    }

    Removals removals() {
        return removals;
    }

    LastFolder lastFolder() {
        return lastFolder;
    }

    /** The number of the time in which this is the sole mount of its file system, -1 when it is not. */
    int solitude() {
        int now = solitude;
        return siblings.isEmpty() ? now : -1;
    }

    Closer closer() {
        return closer;
    }

    LockOps locks() {
        return locks;
    }

    /** The inode of a kernel's node. */
    long inode(long node) {
        return node == FuseKernel.ROOT_ID ? root : node;
    }

    /** The kernel's node of an inode. */
    long node(long inode) {
        return inode == root ? FuseKernel.ROOT_ID : inode;
    }

    int ttlSeconds() {
        return siblings.isEmpty() ? SOLE_TTL_SECONDS : 0;
    }

    int openFlags() {
        return siblings.isEmpty() ? FuseKernel.FOPEN_KEEP_CACHE : 0;
    }

    /** Other mounts of the same file system in this process: with any, nothing is cached for long. */
    synchronized void siblings(List<FuseMount> mounts) {
        solitude++;
        siblings = List.copyOf(mounts);
        if (!mounts.isEmpty()) {
            mount.invalidateNames();
        }
    }

    /** A request is over: what siblings have cached of its node may be old. */
    void changed(FuseRequest request) {
        lastFolder.ends(request.opcode());
        List<FuseMount> others = siblings;
        if (!others.isEmpty() && Call.changes(request.opcode())) {
            for (FuseMount other : others) {
                other.invalidateInode(request.node());
            }
        }
    }

    /** Leaves, on the loop: parked callers go to the next handler. */
    void close() {
        locks.close();
        if (!mount.isMounted()) {
            openNodes().announced(closer::close); // Their RELEASE went down with the mount.
        }
    }

    /** Frees the memory; nothing may be outstanding. */
    void free() {
        arena.close();
    }
}
