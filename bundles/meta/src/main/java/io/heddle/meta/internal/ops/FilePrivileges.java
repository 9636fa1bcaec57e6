package io.heddle.meta.internal.ops;

import io.heddle.drive.BucketState;
import io.heddle.drive.RecordWriter;
import io.heddle.drive.StateStore;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.nio.charset.StandardCharsets;

/** What a program file gives to whoever runs it: set-id bits and capabilities, see capabilities(7). */
final class FilePrivileges {
    private static final byte[] CAPABILITY =
            "security.capability".getBytes(StandardCharsets.US_ASCII);

    private final StateKey key;
    private final MemorySegment name;
    private final StateStore.View view = new StateStore.View();

    FilePrivileges(SegmentAllocator allocator) {
        key = new StateKey(allocator);
        name = allocator.allocate(CAPABILITY.length);
        MemorySegment.copy(MemorySegment.ofArray(CAPABILITY), 0, name, 0, CAPABILITY.length);
    }

    /** Takes them from a file that gets another owner or content. */
    void clear(BucketState bucket, RecordWriter record, InodeRecord inode) {
        var attr = inode.attr();
        attr.mode(Mode.withoutSetId(attr.mode()));
        if (!inode.isDirectory()
                && key.xattr(attr.inode(), name, 0, CAPABILITY.length).get(bucket.store(), view)
                        >= 0) {
            key.delete(record);
        }
    }
}
