package io.heddle.meta.internal.ops;

import io.heddle.wire.Opcode;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.SegmentAllocator;

/** The operations by opcode. One table for each loop: the operations share memory. */
public final class Operations {
    private static final int OPCODES = 64;

    private final @Nullable Operation[] table = new Operation[OPCODES];
    private final Workspace workspace;

    /** @param allocator of the memory that the operations work in, a few KiB */
    public Operations(SegmentAllocator allocator) {
        workspace = new Workspace(allocator);
        var open = new Open(workspace);
        table[Opcode.LOOKUP] = new Lookup(workspace);
        table[Opcode.GETATTR] = new GetAttributes(workspace);
        table[Opcode.READ] = new Read(workspace);
        table[Opcode.READDIR] = new ReadDirectory(workspace);
        table[Opcode.READLINK] = new ReadLink(workspace);
        table[Opcode.CREATE] = new Create(workspace, open);
        table[Opcode.MKNOD] = new MakeNode(workspace);
        table[Opcode.SYMLINK] = new MakeSymlink(workspace);
        table[Opcode.TMPFILE] = new MakeTemporary(workspace);
        table[Opcode.LINK] = new Link(workspace);
        table[Opcode.UNLINK] = new Unlink(workspace);
        table[Opcode.SETATTR] = new SetAttributes(workspace);
        table[Opcode.WRITE] = new Write(workspace);
        table[Opcode.FSYNC] = new Synchronize();
        table[Opcode.OPEN] = open;
        table[Opcode.CLOSE] = new Close(workspace);
    }

    /** The operation, or null when the opcode is none on one bucket (see {@link Operation#CROSS}). */
    public @Nullable Operation of(int opcode) {
        return opcode >= 0 && opcode < OPCODES ? table[opcode] : null;
    }

    /** The steps of transactions, which share the operations' memory. */
    public Steps steps() {
        return workspace.steps;
    }
}
