package io.heddle.meta.internal;

import io.heddle.drive.StateStore;
import io.heddle.layout.ClusterView.FileSystemInfo;
import io.heddle.layout.InodeId;
import io.heddle.meta.internal.ops.Mode;
import io.heddle.meta.internal.ops.StateKey;
import io.heddle.meta.internal.ops.Steps;

import java.util.Arrays;

/**
 * Makes the root directories of file systems, whose inodes control chose: when their bucket begins to
 * serve, and when somebody asks for one of a file system that was created since.
 */
final class Roots {
    private static final int ROOT_MODE = Mode.DIRECTORY | 0755;

    private final MetaServer server;
    private final BucketPrimary primary;
    private final StateKey key;
    private final StateStore.View view = new StateStore.View();
    private long[] known = {};

    Roots(MetaServer server, BucketPrimary primary) {
        this.server = server;
        this.primary = primary;
        key = server.memory().stateKey;
    }

    /** Whether the inode is the root of a file system, or could be one. */
    static boolean isRoot(long inode) {
        return InodeId.sequence(inode) < InodeNumbers.FIRST;
    }

    /** Makes this root unless it is there or no file system has it. */
    void ensure(long inode) {
        for (long root : known) {
            if (root == inode) {
                return;
            }
        }
        ensureAll();
    }

    /** Makes the roots of this bucket that are missing. */
    void ensureAll() {
        for (FileSystemInfo fileSystem : server.cluster().fileSystems()) {
            long root = fileSystem.root();
            if (InodeId.bucket(root) == primary.state().bucket() && !isKnown(root) && make(root)) {
                known = Arrays.copyOf(known, known.length + 1);
                known[known.length - 1] = root;
            }
        }
    }

    private boolean isKnown(long root) {
        return Arrays.stream(known).anyMatch(inode -> inode == root);
    }

    private boolean make(long root) {
        if (key.inode(root).get(primary.state().store(), view) >= 0) {
            return true;
        }
        Steps steps = server.memory().operations.steps();
        primary.beginRecord(0, 0);
        var edits = steps.edits().begin();
        int uid = server.config().uid();
        int gid = server.config().gid();
        steps.makeInode().apply(edits, root, root, ROOT_MODE, uid, gid, primary.nowNs());
        edits.flush(server.memory().record);
        return primary.appendOwn(root);
    }
}
