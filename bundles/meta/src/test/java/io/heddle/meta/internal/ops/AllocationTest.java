package io.heddle.meta.internal.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;

import io.heddle.wire.FsRequest;
import io.heddle.wire.Opcode;
import io.heddle.wire.SetAttr;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.lang.management.ManagementFactory;
import java.util.function.Consumer;

/** The data path must not allocate: operations on a drive's own store, again and again, uncommitted. */
class AllocationTest {
    private static final int WARM_UP = 40_000;
    private static final int ROUNDS = 20_000;
    private static final long LIMIT_NS = 60_000_000_000L;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final DriveBucket drive = new DriveBucket(1);
    private final Shard shard = new Shard(drive);
    private final long file = shard.create(Shard.ROOT, "file");

    private long bytesPerCall(
            int opcode,
            long inode,
            @Nullable String name,
            byte @Nullable [] data,
            Consumer<FsRequest> fields) {
        shard.write(file, 0, new byte[8192]);
        drive.settle();
        shard.prepare(inode, name, null, data, fields);
        shard.context.quiet = true;
        run(opcode, WARM_UP);
        long bytes = Long.MAX_VALUE;
        // The compiler may come late on a busy machine.
        for (long end = System.nanoTime() + LIMIT_NS; bytes > 0 && System.nanoTime() < end; ) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            run(opcode, ROUNDS);
            bytes = (THREADS.getCurrentThreadAllocatedBytes() - before) / ROUNDS;
        }
        return bytes;
    }

    private void run(int opcode, int rounds) {
        var operation = shard.operation(opcode);
        for (int i = 0; i < rounds; i++) {
            shard.context.recordBegun = false;
            if (operation.execute(shard.context) < 0) {
                throw new AssertionError("the operation fails");
            }
        }
    }

    @Test
    void shouldLookUpWithoutAllocating() {
        assertEquals(0, bytesPerCall(Opcode.LOOKUP, Shard.ROOT, "file", null, fields -> {}));
        assertEquals(0, bytesPerCall(Opcode.GETATTR, file, null, null, fields -> {}));
    }

    @Test
    void shouldListWithoutAllocating() {
        for (int i = 0; i < 20; i++) {
            shard.create(Shard.ROOT, "file" + i);
        }
        assertEquals(
                0,
                bytesPerCall(
                        Opcode.READDIR,
                        Shard.ROOT,
                        null,
                        null,
                        fields -> fields.b(4096).flags(ReadDirectory.WITH_ATTRS)));
    }

    @Test
    void shouldChangeNamesWithoutAllocating() {
        assertEquals(0, bytesPerCall(Opcode.CREATE, Shard.ROOT, "new", null, fields -> {}));
        assertEquals(0, bytesPerCall(Opcode.UNLINK, Shard.ROOT, "file", null, fields -> {}));
    }

    @Test
    void shouldChangeFilesWithoutAllocating() {
        byte[] data = new byte[4096];
        assertEquals(0, bytesPerCall(Opcode.WRITE, file, null, data, fields -> fields.a(4096)));
        assertEquals(0, bytesPerCall(Opcode.WRITE, file, null, data, fields -> fields.a(8192)));
        assertEquals(
                0,
                bytesPerCall(
                        Opcode.SETATTR,
                        file,
                        null,
                        null,
                        fields -> fields.flags(SetAttr.MODE | SetAttr.UID)));
    }
}
