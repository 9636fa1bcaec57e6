package io.heddle.systests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.List;

/**
 * Proves that a file system with a limit is never larger than that, whoever writes at once, that
 * nothing is lost when it is full, that space comes back, and that kill -9 changes none of it.
 */
class LimitTest {
    private static final long LIMIT = 48L << 20;

    @Test
    void shouldKeepAFileSystemWithinItsCapacity() throws Exception {
        try (var heddle = HeddleProcess.prepare("limit", "--capacity", "1G")) {
            heddle.up();
            ok(heddle.run("fs", "create", "small", "--capacity", "48M"));
            Path small = heddle.work().resolve("small");
            mount(heddle, small);
            assertEquals(LIMIT, size(small));
            assertEquals(LIMIT, free(small));
            fill(small);
            assertEquals(used(small), usedBytes(heddle));
            assertEquals(LIMIT - used(small), free(small));
            HeddleProcess.shell(heddle.mount(), "dd if=/dev/zero of=other bs=1M count=64");
            HeddleProcess.shell(small, "sha256sum -c kept.sum && rm 3/*");
            HeddleProcess.shell(small, "dd if=/dev/zero of=1/again bs=64k count=16 conv=fsync");

            heddle.kill9();
            HeddleProcess.start(heddle.work(), List.of("umount", "-l", small.toString()));
            heddle.up();
            mount(heddle, small);
            HeddleProcess.shell(small, "sha256sum -c kept.sum");
            assertEquals(used(small), usedBytes(heddle));
            fill(small);
            HeddleProcess.shell(small, "sha256sum -c kept.sum && rm -r [0-9]*");
            assertTrue(free(small) > LIMIT - (2L << 20), "free " + free(small));
            HeddleProcess.shell(small, "dd if=/dev/zero of=all bs=1M count=45 conv=fsync");
            HeddleProcess.shell(small, "fallocate -p -o 0 -l 40M all");
            HeddleProcess.shell(small, "dd if=/dev/zero of=more bs=1M count=39 conv=fsync");
        }
    }

    private static void mount(HeddleProcess heddle, Path small) throws Exception {
        java.nio.file.Files.createDirectories(small);
        ok(heddle.run("fs", "mount", "small", small.toString()));
    }

    /** Writers in eight folders, which lie in several buckets, until each is refused. */
    private static void fill(Path small) throws Exception {
        HeddleProcess.shell(
                small,
                "test -f kept || { head -c 500000 /dev/urandom > kept && sha256sum kept > kept.sum; }");
        var full = HeddleProcess.start(
                small,
                List.of(
                        "sh",
                        "-c",
                        "for i in 1 2 3 4 5 6 7 8; do mkdir -p $i;"
                                + " dd if=/dev/zero of=$i/file bs=64k count=1024 oflag=append"
                                + " conv=notrunc & done; wait"));
        assertEquals(8, full.err().split("No space left", -1).length - 1, full.toString());
        long used = used(small);
        assertTrue(used <= LIMIT, "used " + used);
        // Each of eight refused a piece of 64 KiB, nothing more was left.
        assertTrue(used > LIMIT - (128 << 10), "used " + used);
    }

    /** As du counts, without what is cached. */
    private static long used(Path small) throws Exception {
        return Long.parseLong(HeddleProcess.shell(
                        small, "find . -type f -printf '%b\\n' | awk '{s+=$1} END {print s*512}'")
                .trim());
    }

    private static long size(Path small) throws Exception {
        return statfs(small, "%b");
    }

    private static long free(Path small) throws Exception {
        return statfs(small, "%a");
    }

    private static long statfs(Path small, String format) throws Exception {
        String out =
                HeddleProcess.shell(small, "stat -f -c '%S " + format + "' .").trim();
        return Long.parseLong(out.split(" ")[0]) * Long.parseLong(out.split(" ")[1]);
    }

    private static long usedBytes(HeddleProcess heddle) throws Exception {
        for (JsonNode row : heddle.json("fs")) {
            if (row.path("name").asText().equals("small")) {
                assertEquals(LIMIT, row.path("capacityBytes").asLong());
                return row.path("usedBytes").asLong();
            }
        }
        throw new AssertionError("heddle fs does not list it");
    }

    private static void ok(HeddleProcess.Result result) {
        assertEquals(0, result.exit(), result.toString());
    }
}
