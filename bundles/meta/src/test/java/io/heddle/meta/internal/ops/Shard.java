package io.heddle.meta.internal.ops;

import io.heddle.drive.BucketState;
import io.heddle.layout.InodeId;
import io.heddle.wire.Attr;
import io.heddle.wire.FsRequest;
import io.heddle.wire.Opcode;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** One bucket with its operations, as a test calls them. */
final class Shard {
    static final long ROOT = InodeId.ROOT;
    static final int UID = 1000;
    static final int GID = 1001;

    final TestBucket bucket;
    final TestContext context;
    final Operations operations = new Operations(Arena.global());
    long client = 7;

    Shard() {
        this(0);
    }

    Shard(int number) {
        this(new MemoryBucket(number));
    }

    Shard(TestBucket bucket) {
        this.bucket = bucket;
        context = new TestContext(bucket);
        long root = InodeId.of(bucket.state().bucket(), 1);
        makeDirectory(root, root, 0755);
    }

    BucketState state() {
        return bucket.state();
    }

    /** Makes the inode of a directory, as a transaction does. */
    void makeDirectory(long inode, long parent, int mode) {
        inRecord(edits -> operations
                .steps()
                .makeInode()
                .apply(edits, inode, parent, Mode.DIRECTORY | mode, UID, GID, context.nowNs()));
    }

    /** Makes a directory with a name, both in this bucket. */
    long mkdir(long parent, String name) {
        long inode = context.newInode(parent);
        inRecord(edits -> {
            var steps = operations.steps();
            int mode = Mode.DIRECTORY | 0755;
            var bytes = MemorySegment.ofArray(bytes(name));
            int length = (int) bytes.byteSize();
            steps.makeInode().apply(edits, inode, parent, mode, UID, GID, context.nowNs());
            steps.addDentry()
                    .apply(
                            state(),
                            edits,
                            context.record(),
                            parent,
                            bytes,
                            0,
                            length,
                            inode,
                            mode,
                            context.nowNs());
        });
        return inode;
    }

    /** Adds a name of an inode that lives elsewhere. */
    void addName(long directory, String name, long inode, int mode) {
        inRecord(edits -> {
            var bytes = MemorySegment.ofArray(bytes(name));
            int length = (int) bytes.byteSize();
            operations
                    .steps()
                    .addDentry()
                    .apply(
                            state(),
                            edits,
                            context.record(),
                            directory,
                            bytes,
                            0,
                            length,
                            inode,
                            mode,
                            context.nowNs());
        });
    }

    /** Applies steps as one record. */
    void inRecord(Consumer<InodeEdits> steps) {
        context.begin();
        var edits = operations.steps().edits().begin();
        steps.accept(edits);
        edits.flush(context.record());
        context.commit();
    }

    /** Runs an operation to its end. A failure must leave the record alone. */
    int call(int opcode, long inode, @Nullable String name, Consumer<FsRequest> fields) {
        return call(opcode, inode, name, null, null, fields);
    }

    int call(
            int opcode,
            long inode,
            @Nullable String name,
            @Nullable String name2,
            byte @Nullable [] data,
            Consumer<FsRequest> fields) {
        prepare(inode, name, name2, data, fields);
        var operation = operation(opcode);
        int status = operation.execute(context);
        for (int i = 0; status == Operation.WAIT && i < 4; i++) {
            if (context.recordBegun) {
                throw new AssertionError("an operation that waits has changed something");
            }
            context.restart();
            status = operation.execute(context);
        }
        if (status == Operation.WAIT) {
            throw new AssertionError("the operation waits for ever");
        }
        if (status < 0 && context.recordBegun) {
            throw new AssertionError("an operation that failed has changed something");
        }
        context.commit();
        return status;
    }

    Operation operation(int opcode) {
        var operation = operations.of(opcode);
        if (operation == null) {
            throw new AssertionError("no operation for opcode " + opcode);
        }
        return operation;
    }

    /** Puts a request into the context. */
    void prepare(
            long inode,
            @Nullable String name,
            @Nullable String name2,
            byte @Nullable [] data,
            Consumer<FsRequest> fields) {
        var request = context.request.begin(context.requestMemory, 0);
        request.key(client, 1, 1);
        request.inode(inode).owner(UID, GID, 99);
        if (name != null) {
            request.name1(MemorySegment.ofArray(bytes(name)), 0, bytes(name).length);
        }
        if (name2 != null) {
            request.name2(MemorySegment.ofArray(bytes(name2)), 0, bytes(name2).length);
        }
        if (data != null) {
            request.dataBytes(data.length);
            MemorySegment.copy(
                    MemorySegment.ofArray(data),
                    0,
                    context.requestMemory,
                    request.dataOffset(),
                    data.length);
        }
        fields.accept(request);
        context.begin();
    }

    /** The attributes that the last call answered. */
    Attr attr() {
        if (context.replyBytes != Attr.BYTES && context.replyBytes != 2 * Attr.BYTES) {
            throw new AssertionError("the answer has " + context.replyBytes + " bytes");
        }
        return new Attr().wrap(MemorySegment.ofArray(reply()), 0);
    }

    /** The attributes of the directory that the last CREATE answered. */
    Attr folder() {
        return new Attr().wrap(MemorySegment.ofArray(reply()), Attr.BYTES);
    }

    /** The bytes that the last call answered. */
    byte[] reply() {
        return context.reply.asSlice(0, context.replyBytes).toArray(ValueLayout.JAVA_BYTE);
    }

    long replyLong(int at) {
        return context.reply.get(FsRequest.LONG, at);
    }

    /** The inode's attributes now. */
    Attr stat(long inode) {
        check(call(Opcode.GETATTR, inode, null, fields -> {}));
        return attr();
    }

    /** Makes a file that nobody has open. */
    long create(long directory, String name) {
        return create(directory, name, 0644);
    }

    long create(long directory, String name, int mode) {
        check(call(Opcode.MKNOD, directory, name, fields -> fields.mode(Mode.REGULAR | mode)));
        return attr().inode();
    }

    int lookup(long directory, String name) {
        return call(Opcode.LOOKUP, directory, name, fields -> {});
    }

    int unlink(long directory, String name) {
        return call(Opcode.UNLINK, directory, name, fields -> {});
    }

    int open(long inode) {
        return call(Opcode.OPEN, inode, null, fields -> {});
    }

    int close(long inode) {
        return call(Opcode.CLOSE, inode, null, fields -> {});
    }

    int link(long inode, long directory, String name) {
        return call(Opcode.LINK, inode, name, fields -> fields.inode2(directory));
    }

    int setAttributes(long inode, int flags, Consumer<FsRequest> fields) {
        return call(Opcode.SETATTR, inode, null, request -> fields.accept(request.flags(flags)));
    }

    int write(long inode, long offset, byte[] data) {
        return call(Opcode.WRITE, inode, null, null, data, fields -> fields.a(offset));
    }

    byte[] read(long inode, long offset, int bytes) {
        check(call(Opcode.READ, inode, null, fields -> fields.a(offset).b(bytes)));
        return reply();
    }

    static void check(int status) {
        if (status < 0) {
            throw new AssertionError("status " + status);
        }
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
