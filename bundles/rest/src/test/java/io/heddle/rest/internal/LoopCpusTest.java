package io.heddle.rest.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class LoopCpusTest {
    @TempDir
    private Path tasks;

    private void thread(int id, String name, String cpus) throws IOException {
        Path folder = Files.createDirectory(tasks.resolve(Integer.toString(id)));
        Files.writeString(folder.resolve("comm"), name + "\n");
        Files.writeString(
                folder.resolve("status"),
                "Name:\t" + name + "\nCpus_allowed:\tff\nCpus_allowed_list:\t" + cpus + "\n");
    }

    @Test
    void s119ShouldShowACpuOnlyWhereAThreadIsPinnedToOne() throws IOException {
        thread(10, "heddle-loop-0", "13");
        thread(11, "heddle-loop-1", "0-15");
        thread(12, "heddle-loop-2", "2,3");
        thread(13, "a-name-of-fifte", "7");
        LoopCpus cpus = LoopCpus.read(tasks);
        assertEquals(13, cpus.of("heddle-loop-0"));
        assertNull(cpus.of("heddle-loop-1"));
        assertNull(cpus.of("heddle-loop-2"));
        assertNull(cpus.of("heddle-loop-3"));
        assertEquals(7, cpus.of("a-name-of-fifteen"));
    }

    @Test
    void shouldReadTheThreadsOfThisProcess() {
        assertNull(LoopCpus.read(Path.of("/proc/self/task")).of("there is no such thread"));
    }
}
