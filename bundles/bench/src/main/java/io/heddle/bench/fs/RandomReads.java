package io.heddle.bench.fs;

import com.sun.nio.file.ExtendedOpenOption;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SplittableRandom;

/** 4 KiB reads at random places of a 64 MiB file past the page cache (O_DIRECT), at a depth. */
record RandomReads(int depth) implements Workload {
    private static final int BYTES = 4096;
    private static final int BLOCKS = 16_384;

    @Override
    public String measure() {
        return "4 KiB random reads/s, depth " + depth;
    }

    @Override
    public void prepare(Path folder) throws IOException {
        Streams.fill(folder.resolve("data"), (long) BLOCKS * BYTES);
    }

    @Override
    public Sample run(Path folder, long budgetNs) throws IOException {
        Path path = folder.resolve("data");
        var files = new FileChannel[depth];
        try {
            return Threads.run(depth, budgetNs, 1, thread -> {
                FileChannel file =
                        FileChannel.open(path, StandardOpenOption.READ, ExtendedOpenOption.DIRECT);
                files[thread] = file;
                ByteBuffer block = ByteBuffer.allocateDirect(2 * BYTES)
                        .alignedSlice(BYTES)
                        .limit(BYTES)
                        .slice();
                var random = new SplittableRandom(thread);
                return index -> {
                    block.clear();
                    int read = file.read(block, (long) random.nextInt(BLOCKS) * BYTES);
                    if (read != BYTES) {
                        throw new IOException("A read gave " + read + " bytes of " + BYTES + ".");
                    }
                };
            });
        } finally {
            Streams.close(files);
        }
    }
}
