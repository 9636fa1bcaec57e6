package io.heddle.fuse.internal;

import io.heddle.foreign.fuse.FuseLayout.fuse_attr;
import io.heddle.foreign.fuse.FuseLayout.fuse_attr_out;
import io.heddle.foreign.fuse.FuseLayout.fuse_entry_out;
import io.heddle.foreign.fuse.FuseLayout.fuse_open_out;
import io.heddle.wire.Attr;

/** Puts attributes into answers. */
final class Entries {
    private static final int BLOCK_BYTES = 4096;
    /** What stat calls a block. */
    private static final int STAT_BLOCK_BYTES = 512;

    private static final long SECOND_NS = 1_000_000_000L;

    private Entries() {}

    /** Puts a struct fuse_attr. */
    static void attr(Call call, int at, Attr attr) {
        call.outLong(at + fuse_attr.ino, call.front.node(attr.inode()));
        call.outLong(at + fuse_attr.size, attr.size());
        call.outLong(at + fuse_attr.blocks, attr.blocks() * (BLOCK_BYTES / STAT_BLOCK_BYTES));
        call.outLong(at + fuse_attr.atime, Math.floorDiv(attr.atimeNs(), SECOND_NS));
        call.outLong(at + fuse_attr.mtime, Math.floorDiv(attr.mtimeNs(), SECOND_NS));
        call.outLong(at + fuse_attr.ctime, Math.floorDiv(attr.ctimeNs(), SECOND_NS));
        call.outInt(at + fuse_attr.atimensec, (int) Math.floorMod(attr.atimeNs(), SECOND_NS));
        call.outInt(at + fuse_attr.mtimensec, (int) Math.floorMod(attr.mtimeNs(), SECOND_NS));
        call.outInt(at + fuse_attr.ctimensec, (int) Math.floorMod(attr.ctimeNs(), SECOND_NS));
        call.outInt(at + fuse_attr.mode, attr.mode());
        call.outInt(at + fuse_attr.nlink, attr.nlink());
        call.outInt(at + fuse_attr.uid, attr.uid());
        call.outInt(at + fuse_attr.gid, attr.gid());
        call.outInt(at + fuse_attr.rdev, attr.rdev());
        call.outInt(at + fuse_attr.blksize, BLOCK_BYTES);
        call.outInt(at + fuse_attr.flags, 0);
    }

    /** Puts a struct fuse_entry_out. */
    static void entry(Call call, int at, Attr attr) {
        long ttl = call.front.ttlSeconds();
        call.outLong(at + fuse_entry_out.nodeid, call.front.node(attr.inode()));
        call.outLong(at + fuse_entry_out.generation, 0);
        call.outLong(at + fuse_entry_out.entry_valid, ttl);
        call.outLong(at + fuse_entry_out.attr_valid, ttl);
        call.outInt(at + fuse_entry_out.entry_valid_nsec, 0);
        call.outInt(at + fuse_entry_out.attr_valid_nsec, 0);
        attr(call, at + fuse_entry_out.attr, attr);
    }

    /** Answers with a struct fuse_attr_out. */
    static void replyAttr(Call call, Attr attr) {
        call.outLong(fuse_attr_out.attr_valid, call.front.ttlSeconds());
        call.outLong(fuse_attr_out.attr_valid_nsec, 0);
        attr(call, fuse_attr_out.attr, attr);
        call.reply(fuse_attr_out.SIZE);
    }

    /** Answers that there is no such name, which the kernel may remember. */
    static void replyAbsent(Call call) {
        call.outClear(0, fuse_entry_out.SIZE);
        call.outLong(fuse_entry_out.entry_valid, call.front.ttlSeconds());
        call.reply(fuse_entry_out.SIZE);
    }

    /** Puts a struct fuse_open_out. A handle's number is there for the locks that end with it. */
    static void open(Call call, int at) {
        call.outLong(at + fuse_open_out.fh, call.front.openNodes().lockOwners().newHandle());
        call.outInt(at + fuse_open_out.open_flags, call.front.openFlags());
        call.outInt(at + fuse_open_out.open_flags + 4, 0);
    }
}
