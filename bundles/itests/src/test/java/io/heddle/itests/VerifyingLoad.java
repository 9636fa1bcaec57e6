package io.heddle.itests;

import com.sun.nio.file.ExtendedOpenOption;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One thread that writes files, syncs them, reads them back past the page cache and removes all but
 * the latest. Whoever uses it never touches the mount: while the front is away only this thread
 * waits.
 */
final class VerifyingLoad implements AutoCloseable {
    private static final int BYTES = 16 << 10;
    private static final int PAGE = 4096;
    private static final int FILES = 16;
    private static final long LIMIT_MS = 120_000;

    private final Path folder;
    private final Random random;
    private final AtomicLong rounds = new AtomicLong();
    private final Thread thread = new Thread(this::run, "verifying load");
    private final ByteBuffer written = ByteBuffer.allocateDirect(BYTES + PAGE).alignedSlice(PAGE);
    private final ByteBuffer read = ByteBuffer.allocateDirect(BYTES + PAGE).alignedSlice(PAGE);
    private volatile boolean ends;
    private volatile Throwable failure;

    /** Begins to work in a new folder of {@code mount}. */
    VerifyingLoad(Path mount) {
        long seed = System.nanoTime();
        System.out.println("VerifyingLoad seed " + seed);
        random = new Random(seed);
        folder = mount.resolve("load-" + Long.toHexString(seed));
        written.limit(BYTES);
        read.limit(BYTES);
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try {
            Files.createDirectory(folder);
            while (!ends) {
                round(folder.resolve("f" + rounds.get() % FILES));
                rounds.incrementAndGet();
            }
            for (int i = 0; i < FILES; i++) {
                Files.deleteIfExists(folder.resolve("f" + i));
            }
            Files.delete(folder);
        } catch (IOException | RuntimeException e) {
            failure = e;
        }
    }

    private void round(Path file) throws IOException {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        written.clear().limit(BYTES).put(bytes).flip();
        Path fresh = folder.resolve("fresh");
        try (FileChannel channel =
                FileChannel.open(fresh, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            while (written.hasRemaining()) {
                channel.write(written);
            }
            channel.force(true);
        }
        Files.deleteIfExists(file);
        Files.move(fresh, file);
        read.clear().limit(BYTES);
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, ExtendedOpenOption.DIRECT)) {
            while (read.hasRemaining() && channel.read(read) >= 0) {
                continue;
            }
        }
        if (read.position() != BYTES || !read.flip().equals(written.rewind())) {
            throw new IOException(file + " is not what was written in round " + rounds);
        }
    }

    /** Waits until it has done some more work after this call. */
    void progress() throws InterruptedException {
        long before = rounds.get();
        long end = System.currentTimeMillis() + LIMIT_MS;
        while (rounds.get() < before + 3 && failure == null) {
            if (System.currentTimeMillis() > end) {
                throw new AssertionError(
                        "no progress in " + LIMIT_MS + " ms after round " + before);
            }
            Thread.sleep(5);
        }
        check();
    }

    private void check() {
        if (failure != null) {
            throw new AssertionError("the load failed in round " + rounds, failure);
        }
    }

    @Override
    public void close() throws InterruptedException {
        ends = true;
        thread.join(LIMIT_MS);
        check();
        if (thread.isAlive()) {
            throw new AssertionError("the load hangs in round " + rounds);
        }
    }
}
