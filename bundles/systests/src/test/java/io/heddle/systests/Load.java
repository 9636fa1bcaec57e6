package io.heddle.systests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** Writes, fsyncs and reads back one block after the other; remembers the first failure. */
final class Load implements AutoCloseable {
    private final AtomicBoolean running = new AtomicBoolean(true);
    private final AtomicReference<String> failure = new AtomicReference<>();
    private final AtomicLong done = new AtomicLong();
    private final Thread thread;

    Load(Path folder) throws IOException {
        Files.createDirectories(folder);
        thread = Thread.ofPlatform().start(() -> run(folder));
    }

    private void run(Path folder) {
        try {
            for (long i = 0; running.get(); i++) {
                Path file = folder.resolve("f" + i % 50);
                byte[] wanted =
                        ("line " + i + "\n").repeat(600).getBytes(StandardCharsets.US_ASCII);
                Files.write(
                        file,
                        wanted,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.DSYNC);
                if (!Arrays.equals(wanted, Files.readAllBytes(file))) {
                    failure.compareAndSet(null, "file " + file + " differs at " + i);
                }
                done.incrementAndGet();
            }
        } catch (IOException e) {
            failure.compareAndSet(null, e.toString());
        }
    }

    long done() {
        return done.get();
    }

    void goesOn() throws InterruptedException {
        long before = done.get();
        for (int i = 0; i < 1200 && done.get() < before + 5 && failure.get() == null; i++) {
            TimeUnit.MILLISECONDS.sleep(100);
        }
        assertEquals(null, failure.get());
        assertTrue(done.get() >= before + 5, "the load stands still");
    }

    @Override
    public void close() throws InterruptedException {
        running.set(false);
        thread.join(120_000);
        assertEquals(null, failure.get());
        assertTrue(!thread.isAlive(), "the load hangs");
    }
}
