package io.heddle.fuse.internal;

import io.heddle.foreign.fuse.FuseKernel;
import io.heddle.wire.Attr;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The attributes of the folder in which a file was created last. The kernel drops those of a folder
 * with every CREATE and asks for them before the next; the protocol has no place for them in CREATE's
 * answer, so they wait here for that question and save its way to the bucket.
 *
 * <p>They count until another request begins that may change a folder, and only if no such request was
 * under way together with the CREATE.
 */
final class LastFolder {
    private final MemorySegment memory;
    private final Attr attr = new Attr();
    private long inode;
    private long moment;
    private long asOf = -1;
    private int solitude;
    private int outstanding;

    LastFolder(Arena arena) {
        memory = arena.allocate(Attr.BYTES, Long.BYTES);
        attr.wrap(memory, 0);
    }

    private static boolean mayChangeFolders(int opcode) {
        return switch (opcode) {
            case FuseKernel.CREATE,
                    FuseKernel.MKNOD,
                    FuseKernel.MKDIR,
                    FuseKernel.SYMLINK,
                    FuseKernel.LINK,
                    FuseKernel.TMPFILE,
                    FuseKernel.UNLINK,
                    FuseKernel.RMDIR,
                    FuseKernel.RENAME,
                    FuseKernel.RENAME2,
                    FuseKernel.SETATTR,
                    FuseKernel.SETXATTR,
                    FuseKernel.REMOVEXATTR -> true;
            default -> false;
        };
    }

    void begins(int opcode) {
        if (mayChangeFolders(opcode)) {
            moment++;
            outstanding++;
        }
    }

    void ends(int opcode) {
        if (mayChangeFolders(opcode)) {
            outstanding--;
        }
    }

    /** The moment for {@link #remember} of a CREATE that has just begun, 0 if it is not alone. */
    long moment() {
        return outstanding == 1 ? moment : 0;
    }

    /**
     * A CREATE that began at this moment was answered with the attributes of its folder.
     *
     * @param alone the front's solitude since then, -1 for none
     */
    void remember(long began, int alone, long folder, MemorySegment body, long offset) {
        if (began != 0 && began == moment && alone >= 0) {
            solitude = alone;
            MemorySegment.copy(body, offset, memory, 0, Attr.BYTES);
            inode = folder;
            asOf = moment;
        }
    }

    /** The attributes of a folder as they are, or null when they are not known. */
    @Nullable
    Attr find(long folder, int alone) {
        return asOf == moment && inode == folder && solitude == alone ? attr : null;
    }
}
