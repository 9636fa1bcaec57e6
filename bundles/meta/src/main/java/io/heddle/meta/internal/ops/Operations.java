package io.heddle.meta.internal.ops;

import io.heddle.wire.Opcode;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.SegmentAllocator;

/** The operations by opcode. One table for each loop: the operations share memory. */
public final class Operations {
    private static final int OPCODES = 64;

    private final @Nullable Operation[] table = new Operation[OPCODES];
    private final Workspace workspace;
    private final ClientEviction eviction;

    /** @param allocator of the memory that the operations work in, a few KiB */
    public Operations(SegmentAllocator allocator) {
        workspace = new Workspace(allocator);
        table[Opcode.LOOKUP] = new Lookup(workspace);
        table[Opcode.GETATTR] = new GetAttributes(workspace);
        table[Opcode.READ] = new Read(workspace);
        table[Opcode.READDIR] = new ReadDirectory(workspace);
        table[Opcode.READLINK] = new ReadLink(workspace);
        table[Opcode.GETXATTR] = new GetXattr(workspace);
        table[Opcode.LISTXATTR] = new ListXattr(workspace);
        table[Opcode.LSEEK] = new SeekData(workspace);
        table[Opcode.STATFS] = new FileSystemStatus();
        table[Opcode.GETLK] = new TestLock(workspace);
        table[Opcode.CREATE] = new Create(workspace);
        table[Opcode.MKNOD] = new MakeNode(workspace);
        table[Opcode.SYMLINK] = new MakeSymlink(workspace);
        table[Opcode.TMPFILE] = new MakeTemporary(workspace);
        table[Opcode.LINK] = new Link(workspace);
        table[Opcode.UNLINK] = new Unlink(workspace);
        table[Opcode.RENAME] = new Rename(allocator, workspace);
        table[Opcode.SETATTR] = new SetAttributes(workspace);
        table[Opcode.WRITE] = new Write(workspace);
        table[Opcode.FSYNC] = new Synchronize();
        table[Opcode.FALLOCATE] = new Allocate(workspace);
        table[Opcode.SETXATTR] = new SetXattr(workspace);
        table[Opcode.REMOVEXATTR] = new RemoveXattr(workspace);
        table[Opcode.OPEN] = new Open(workspace);
        table[Opcode.CLOSE] = new Close(workspace);
        table[Opcode.SETLK] = new SetLock(workspace);
        table[Opcode.UNLOCK_OWNER] = new UnlockOwner(workspace);
        eviction = new ClientEviction(workspace);
    }

    /** The operation, or null when the opcode is none on one bucket (see {@link Operation#CROSS}). */
    public @Nullable Operation of(int opcode) {
        return opcode >= 0 && opcode < OPCODES ? table[opcode] : null;
    }

    /** The steps of transactions, which share the operations' memory. */
    public Steps steps() {
        return workspace.steps;
    }

    /** What closes the files of a client that is gone. */
    public ClientEviction eviction() {
        return eviction;
    }

    /** This server is a bucket's primary no more: its locks are void. @return how many there were */
    public int forgetLocks(int bucket) {
        return workspace.locks.forgetBucket(bucket);
    }
}
