package io.heddle.bench.fs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** 4 KiB writes, each made durable by fdatasync, from one or several writers on a file each. */
record FsyncedWrites(int writers, double target) implements Workload {
    private static final int BYTES = 4096;
    private static final int BLOCKS = 4096;

    @Override
    public String measure() {
        return "fsynced 4 KiB writes/s, " + writers + (writers == 1 ? " writer" : " writers");
    }

    @Override
    public Sample run(Path folder, long budgetNs) throws IOException {
        var files = new FileChannel[writers];
        try {
            return Threads.run(writers, budgetNs, 1, thread -> {
                FileChannel file = FileChannel.open(
                        folder.resolve("w" + thread),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
                files[thread] = file;
                ByteBuffer block = ByteBuffer.allocateDirect(BYTES);
                return index -> {
                    block.clear().putLong(0, index);
                    file.write(block, index % BLOCKS * BYTES);
                    file.force(false);
                };
            });
        } finally {
            Streams.close(files);
        }
    }
}
