package io.heddle.bench.fs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** Work on names in one folder: creates, stats or removes of empty files, by one thread. */
enum Names implements Workload {
    CREATES("creates/s, 1 writer", 2500) {
        @Override
        public Sample run(Path folder, long budgetNs) throws IOException {
            return Threads.run(
                    1,
                    budgetNs,
                    1,
                    thread -> index -> Files.createFile(folder.resolve("f" + index)));
        }
    },
    STATS("stats/s, 1,000 files", 0) {
        @Override
        public void prepare(Path folder) throws IOException {
            make(folder, FILES);
        }

        @Override
        public Sample run(Path folder, long budgetNs) throws IOException {
            return Threads.run(
                    1,
                    budgetNs,
                    1,
                    thread -> index -> Files.readAttributes(
                            folder.resolve("f" + index % FILES), BasicFileAttributes.class));
        }
    },
    REMOVES("removes/s, 1 writer", 0) {
        @Override
        public void prepare(Path folder) throws IOException {
            make(folder, FILES);
        }

        @Override
        public Sample run(Path folder, long budgetNs) throws IOException {
            long start = System.nanoTime();
            for (int i = 0; i < FILES; i++) {
                Files.delete(folder.resolve("f" + i));
            }
            return new Sample(FILES, System.nanoTime() - start, 1);
        }
    };

    private static final int FILES = 1000;
    private final String title;
    private final double target;

    Names(String title, double target) {
        this.title = title;
        this.target = target;
    }

    private static void make(Path folder, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            Files.createFile(folder.resolve("f" + i));
        }
    }

    @Override
    public String measure() {
        return title;
    }

    @Override
    public double target() {
        return target;
    }
}
