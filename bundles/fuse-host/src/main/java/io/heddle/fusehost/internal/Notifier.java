package io.heddle.fusehost.internal;

import io.heddle.foreign.fuse.FuseKernel;
import io.heddle.foreign.fuse.FuseLayout.fuse_notify_inval_entry_out;
import io.heddle.foreign.fuse.FuseLayout.fuse_notify_inval_inode_out;
import io.heddle.foreign.fuse.FuseLayout.fuse_out_header;
import io.heddle.foreign.linux.Linux;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ArrayBlockingQueue;

/**
 * Tells the kernel to forget. On a thread of its own, made on first use: the kernel takes locks that
 * may be held by a caller whose request the loop has yet to answer.
 */
final class Notifier implements Runnable {
    private static final int HEADER = fuse_out_header.SIZE;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

    private final ArrayBlockingQueue<byte[]> messages = new ArrayBlockingQueue<>(1024);
    private final int session;
    private final String name;
    private @Nullable Thread thread;

    Notifier(int session, String name) {
        this.session = session;
        this.name = name;
    }

    void inode(long node) {
        byte[] message = message(FuseKernel.NOTIFY_INVAL_INODE, fuse_notify_inval_inode_out.SIZE);
        MemorySegment.ofArray(message).set(LONG, HEADER + fuse_notify_inval_inode_out.ino, node);
        send(message);
    }

    void entry(long parent, String entry) {
        byte[] text = entry.getBytes(StandardCharsets.UTF_8);
        byte[] message = message(
                FuseKernel.NOTIFY_INVAL_ENTRY, fuse_notify_inval_entry_out.SIZE + text.length + 1);
        MemorySegment view = MemorySegment.ofArray(message);
        view.set(LONG, HEADER + fuse_notify_inval_entry_out.parent, parent);
        view.set(INT, HEADER + fuse_notify_inval_entry_out.namelen, text.length);
        System.arraycopy(text, 0, message, HEADER + fuse_notify_inval_entry_out.SIZE, text.length);
        send(message);
    }

    void epoch() {
        send(message(FuseKernel.NOTIFY_INC_EPOCH, 0));
    }

    private static byte[] message(int code, int bodyBytes) {
        byte[] message = new byte[HEADER + bodyBytes];
        MemorySegment view = MemorySegment.ofArray(message);
        view.set(INT, fuse_out_header.len, message.length);
        view.set(INT, fuse_out_header.error, code);
        return message;
    }

    private synchronized void send(byte[] message) {
        if (!messages.offer(message)) {
            messages.clear(); // Too many single ones: all names at once.
            messages.add(message(FuseKernel.NOTIFY_INC_EPOCH, 0));
        }
        if (thread == null) {
            thread = Thread.ofPlatform().daemon().name("fuse-notify " + name).start(this);
        }
    }

    @Override
    public void run() {
        try (Linux linux = new Linux()) {
            while (!Thread.currentThread().isInterrupted()) {
                byte[] message = messages.take();
                try (Arena arena = Arena.ofConfined()) {
                    MemorySegment bytes = arena.allocateFrom(ValueLayout.JAVA_BYTE, message);
                    linux.write(session, bytes.address(), message.length);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    synchronized void close() {
        if (thread != null) {
            thread.interrupt();
        }
    }
}
