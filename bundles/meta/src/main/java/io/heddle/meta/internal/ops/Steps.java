package io.heddle.meta.internal.ops;

import java.lang.foreign.SegmentAllocator;

/**
 * The steps that transactions consist of. Each has a {@code check}, which changes nothing, and an
 * {@code apply}, which puts the change into a record and may be called only where the check gave 0 and
 * nothing has changed since. Applies of one record share {@link #edits}; flush those at the end.
 *
 * <p>One for each loop: the steps use memory of their own.
 */
public final class Steps {
    private final InodeEdits edits;
    private final AddDentry addDentry;
    private final RemoveDentry removeDentry;
    private final AdjustLinks adjustLinks;
    private final RemoveDirectory removeDirectory;
    private final SetParent setParent;
    private final MakeInode makeInode;
    private final InodeRemoval inodeRemoval;

    public Steps(SegmentAllocator allocator) {
        var cursors = new Cursors();
        edits = new InodeEdits(allocator);
        inodeRemoval = new InodeRemoval(allocator, cursors);
        addDentry = new AddDentry(allocator);
        removeDentry = new RemoveDentry(allocator);
        adjustLinks = new AdjustLinks(allocator, inodeRemoval);
        removeDirectory = new RemoveDirectory(allocator, cursors, inodeRemoval);
        setParent = new SetParent(allocator);
        makeInode = new MakeInode();
    }

    public InodeEdits edits() {
        return edits;
    }

    public AddDentry addDentry() {
        return addDentry;
    }

    public RemoveDentry removeDentry() {
        return removeDentry;
    }

    public AdjustLinks adjustLinks() {
        return adjustLinks;
    }

    public RemoveDirectory removeDirectory() {
        return removeDirectory;
    }

    public SetParent setParent() {
        return setParent;
    }

    public MakeInode makeInode() {
        return makeInode;
    }

    /** What deletes an inode that has neither names nor users. */
    public InodeRemoval inodeRemoval() {
        return inodeRemoval;
    }
}
