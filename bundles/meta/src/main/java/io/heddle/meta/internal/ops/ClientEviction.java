package io.heddle.meta.internal.ops;

import io.heddle.drive.BucketState;
import io.heddle.drive.RecordWriter;

/** Closes what a client that is gone for good had open in a bucket, a slice for each record. */
public final class ClientEviction {
    /** Bounds a record: an inode may bring the names of 64 KiB of extended attributes with it. */
    static final int SLICE_INODES = 8;

    private final long[] inodes = new long[SLICE_INODES];
    private final Workspace workspace;

    ClientEviction(Workspace workspace) {
        this.workspace = workspace;
    }

    /**
     * Finds inodes that the client has open and drops its locks.
     *
     * @return how many the next {@link #apply} closes; 0: nothing is left
     */
    public int check(BucketState bucket, long client) {
        workspace.locks.forgetClient(bucket.bucket(), client);
        int count = 0;
        var cursor = workspace.cursors.of(bucket);
        boolean more = workspace.key.type(StateKey.OPEN).seek(cursor);
        while (more && count < SLICE_INODES && StateKey.isOf(cursor.key(), StateKey.OPEN)) {
            if (StateKey.secondNumber(cursor.key()) == client) {
                inodes[count++] = StateKey.firstNumber(cursor.key());
            }
            more = cursor.next();
        }
        return count;
    }

    /** An inode that {@link #check} found. */
    public long inode(int index) {
        return inodes[index];
    }

    /** Closes what {@link #check} found; nothing may have changed since. */
    public void apply(BucketState bucket, RecordWriter record, long client, int count) {
        for (int i = 0; i < count; i++) {
            workspace.opens.put(record, inodes[i], client, 0);
            workspace.release(bucket, record, inodes[i], client);
        }
    }
}
