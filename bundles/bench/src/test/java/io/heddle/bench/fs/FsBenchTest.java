package io.heddle.bench.fs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.bench.Row;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Proves that every workload runs, measures something and leaves nothing behind. */
class FsBenchTest {
    @TempDir
    private Path folder;

    @Test
    void shouldMeasureEveryWorkloadAndCleanUp() throws IOException {
        Path ours = Files.createDirectory(folder.resolve("ours"));
        Path theirs = Files.createDirectory(folder.resolve("theirs"));
        var rows = new FsBench(ours, theirs, 0, name -> {}).run(1, 20_000_000L);
        assertEquals(9, rows.size());
        for (Row row : rows) {
            assertTrue(row.ours() > 0 && row.reference() > 0 && row.ratio() > 0, row.toString());
        }
        try (var left = Files.list(ours)) {
            assertEquals(0, left.count());
        }
    }
}
