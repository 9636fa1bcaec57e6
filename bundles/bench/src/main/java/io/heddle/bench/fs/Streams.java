package io.heddle.bench.fs;

import com.sun.nio.file.ExtendedOpenOption;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SplittableRandom;

/** One stream of 1 MiB transfers: written and fsynced at its end, or read past the page cache. */
enum Streams implements Workload {
    WRITE("1 MiB stream write, MiB/s") {
        @Override
        public Sample run(Path folder, long budgetNs) throws IOException {
            return write(folder.resolve("data"), MAX_BYTES, budgetNs);
        }
    },
    READ("1 MiB stream read, MiB/s") {
        @Override
        public void prepare(Path folder) throws IOException {
            fill(folder.resolve("data"), MAX_BYTES);
        }

        @Override
        public Sample run(Path folder, long budgetNs) throws IOException {
            Path path = folder.resolve("data");
            try (var file =
                    FileChannel.open(path, StandardOpenOption.READ, ExtendedOpenOption.DIRECT)) {
                ByteBuffer piece = piece();
                return Threads.run(1, budgetNs, 1, thread -> index -> {
                    piece.clear();
                    if (file.read(piece, index * PIECE % MAX_BYTES) != PIECE) {
                        throw new IOException("A stream read came short.");
                    }
                });
            }
        }
    };

    private static final int PIECE = 1 << 20;
    private static final long MAX_BYTES = 128L << 20;
    private final String title;

    Streams(String title) {
        this.title = title;
    }

    @Override
    public String measure() {
        return title;
    }

    /** Writes random bytes and makes them durable. */
    static void fill(Path path, long bytes) throws IOException {
        write(path, bytes, Long.MAX_VALUE);
    }

    private static Sample write(Path path, long bytes, long budgetNs) throws IOException {
        ByteBuffer piece = piece();
        long start = System.nanoTime();
        long pieces = 0;
        try (var file =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            do {
                piece.clear();
                while (piece.hasRemaining()) {
                    file.write(piece, pieces * PIECE + piece.position());
                }
                pieces++;
            } while (pieces * PIECE < bytes && System.nanoTime() - start < budgetNs);
            file.force(true);
        }
        return new Sample(pieces, System.nanoTime() - start, 1);
    }

    private static ByteBuffer piece() {
        ByteBuffer piece = ByteBuffer.allocateDirect(PIECE + 4096)
                .alignedSlice(4096)
                .limit(PIECE)
                .slice();
        var random = new SplittableRandom(1);
        while (piece.remaining() >= Long.BYTES) {
            piece.putLong(random.nextLong());
        }
        return piece;
    }

    static void close(FileChannel... files) throws IOException {
        for (FileChannel file : files) {
            if (file != null) {
                file.close();
            }
        }
    }
}
