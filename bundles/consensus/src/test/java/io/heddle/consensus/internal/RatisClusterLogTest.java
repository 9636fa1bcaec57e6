package io.heddle.consensus.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.consensus.ClusterLog;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Proves that agreed commands survive a restart, from the log and from a snapshot. */
class RatisClusterLogTest {
    /** Appends every command to a text. */
    private static final class Text implements ClusterLog.StateMachine {
        private final StringBuilder text = new StringBuilder();

        @Override
        public byte[] apply(byte[] command) {
            text.append(new String(command, StandardCharsets.UTF_8));
            return snapshot();
        }

        @Override
        public byte[] snapshot() {
            return text.toString().getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public void restore(byte[] snapshot) {
            text.setLength(0);
            text.append(new String(snapshot, StandardCharsets.UTF_8));
        }
    }

    @TempDir
    private Path folder;

    @Test
    void shouldKeepAgreedCommandsOverARestart() throws Exception {
        try (var log = RatisClusterLog.open(folder, 0, List.of("127.0.0.1:0"), new Text())) {
            assertTrue(log.isLeader());
            assertEquals("a", agree(log, "a"));
            assertEquals("ab", agree(log, "b"));
        }
        try (var log = RatisClusterLog.open(folder, 0, List.of("127.0.0.1:0"), new Text())) {
            assertEquals("abc", agree(log, "c"));
        }
    }

    @Test
    void shouldRestoreFromASnapshotWhenTheLogWasLong() throws Exception {
        var expected = new StringBuilder();
        try (var log = RatisClusterLog.open(folder, 0, List.of("127.0.0.1:0"), new Text())) {
            for (int i = 0; i < 1_100; i++) {
                agree(log, "x");
                expected.append('x');
            }
        }
        try (var log = RatisClusterLog.open(folder, 0, List.of("127.0.0.1:0"), new Text())) {
            assertEquals(expected + "y", agree(log, "y"));
        }
    }

    private static String agree(ClusterLog log, String command) throws Exception {
        byte[] answer =
                log.propose(command.getBytes(StandardCharsets.UTF_8)).get(60, TimeUnit.SECONDS);
        return new String(answer, StandardCharsets.UTF_8);
    }
}
