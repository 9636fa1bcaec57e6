package io.heddle.wire;

/**
 * Operations on the wire. For file operations the request is an {@link FsRequest}, which goes to the
 * primary of the bucket of its inode; the table says which of its fields an operation uses, and what
 * the reply holds. "attr" is an {@link Attr}.
 */
public final class Opcode {
    // Reads: no mutation key, executed again when resent.
    /**
     * inode = directory, name1. Reply: attr of the entry; only inode and mode are set if it lives in another bucket.
     */
    public static final int LOOKUP = 1;
    /** inode. Reply: attr. */
    public static final int GETATTR = 2;
    /** inode, a = offset, b = bytes. Reply: data, shorter at the end of the file. */
    public static final int READ = 3;
    /**
     * inode, a = cookie of the last entry seen (0: start), b = bytes wanted, flags bit 0: with attrs. Reply:
     * {@link DirEntries}.
     */
    public static final int READDIR = 4;
    /** inode. Reply: the target. */
    public static final int READLINK = 5;
    /** inode, name1. Reply: the value. */
    public static final int GETXATTR = 6;
    /** inode. Reply: names, each ended by a zero byte. */
    public static final int LISTXATTR = 7;
    /** inode, a = offset, b = 3 SEEK_DATA or 4 SEEK_HOLE. Reply: u64 offset, or -ENXIO. */
    public static final int LSEEK = 8;
    /**
     * inode2 = the root of a file system, or 0. Reply: u64 capacity bytes, free bytes, inodes, free inodes of the
     * answering server's share, bytes that the file system uses in the buckets that it leads, and the file system's
     * limit in bytes, -1 without one.
     */
    public static final int STATFS = 9;
    /**
     * inode, a = start, b = end, c = owner, flags = F_RDLCK 0, F_WRLCK 1, mode = 0 POSIX 1 flock. Reply: u64 start,
     * end, u32 type, pid; type 2 when free.
     */
    public static final int GETLK = 10;

    // Mutations: carry the key (client, request, watermark) and are executed once.
    /**
     * inode = directory, name1, mode, uid, gid, flags (O_EXCL, O_TRUNC). Reply: attr of the file that
     * was made or found; behind it, if it was made, attr of the directory. nlink 0 in the first: only
     * inode and mode are set, it lives in another bucket, and nothing was done to it. Counts no
     * {@link #OPEN}.
     */
    public static final int CREATE = 32;
    /** inode = directory, name1, mode with type, uid, gid, a = rdev. Reply: attr. */
    public static final int MKNOD = 33;
    /** inode = directory, name1, mode, uid, gid. Reply: attr. */
    public static final int MKDIR = 34;
    /** inode = directory, name1, name2 = target, uid, gid. Reply: attr. */
    public static final int SYMLINK = 35;
    /** inode = directory, mode, uid, gid: an inode without a name, open for the client. Reply: attr. */
    public static final int TMPFILE = 36;
    /** inode = the file, inode2 = directory, name1. Reply: attr of the file. */
    public static final int LINK = 37;
    /** inode = directory, name1. */
    public static final int UNLINK = 38;
    /** inode = directory, name1. */
    public static final int RMDIR = 39;
    /** inode = directory, name1, inode2 = new directory, name2, flags = RENAME_NOREPLACE 1, RENAME_EXCHANGE 2. */
    public static final int RENAME = 40;
    /** inode, flags = {@link SetAttr} bits, mode, uid, gid, a = size, b = atime ns, c = mtime ns. Reply: attr. */
    public static final int SETATTR = 41;
    /** inode, a = offset, flags (bit 0: append at the end, bit 1: clear set-id bits), data. Reply: attr. */
    public static final int WRITE = 42;
    /** inode: all that was written before is durable when answered. */
    public static final int FSYNC = 43;
    /** inode, a = offset, b = bytes, flags = FALLOC_FL bits. Reply: attr. */
    public static final int FALLOCATE = 44;
    /** inode, name1, flags XATTR_CREATE 1, XATTR_REPLACE 2, data. */
    public static final int SETXATTR = 45;
    /** inode, name1. */
    public static final int REMOVEXATTR = 46;
    /** inode: the client has it open; an unlinked file stays until {@link #CLOSE}. a = open flags. Reply: attr. */
    public static final int OPEN = 47;
    /** inode: undoes one {@link #OPEN}. */
    public static final int CLOSE = 48;
    /** As GETLK: sets or (type 2) clears; -EAGAIN with u64 client, u64 owner of a lock that is in the way. */
    public static final int SETLK = 49;
    /** c = owner, inode: drops all POSIX (mode 0) or flock (mode 1) locks of an owner. */
    public static final int UNLOCK_OWNER = 50;

    // Between servers.
    /**
     * Body u64 committed sequence, u64 0, whole records one after the other (RecordWriter). The reply
     * comes when they are durable and is that of {@link #BUCKET_END}.
     */
    public static final int REPLICATE = 96;
    /**
     * Body u32 bucket, u32 0. Reply: the end of the bucket at a replica: u64 sequence, u64 chain, u32
     * epoch, u32 0, u64 durable sequence, u64 free bytes.
     */
    public static final int BUCKET_END = 97;
    /** Body u32 bucket, u32 0, u64 first sequence. Reply: records, each with a u32 length before it. */
    public static final int FETCH_RECORDS = 98;
    /** Two-phase commit across buckets; bodies are meta's own. */
    public static final int PREPARE = 99;

    public static final int DECIDE = 100;
    public static final int INQUIRE = 101;
    /** The space of a file system that has a limit, shared out to buckets; bodies are meta's own. */
    public static final int QUOTA = 102;
    /** Body u32 bucket, u32 count, u64 inode, u64 first block. Reply: the blocks as a replica has them. */
    public static final int READ_BLOCKS = 103;

    /** Body is returned as it came: for echo loads and tests. */
    public static final int ECHO = 127;

    private Opcode() {}

    /** Whether the operation changes something and carries a mutation key. */
    public static boolean isMutation(int opcode) {
        return opcode >= 32 && opcode < 96;
    }

    /** Whether the mutation leaves a record whenever it succeeds; the others may find nothing to do. */
    public static boolean alwaysChanges(int opcode) {
        return switch (opcode) {
            case MKNOD, MKDIR, SYMLINK, TMPFILE, LINK, UNLINK, RMDIR, SETXATTR, REMOVEXATTR, OPEN ->
                true;
            default -> false;
        };
    }
}
