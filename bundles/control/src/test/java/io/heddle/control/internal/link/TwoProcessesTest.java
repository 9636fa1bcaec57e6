package io.heddle.control.internal.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** Two real JVMs: one founds, one joins by a token, and their nodes talk sealed over real UDP. */
class TwoProcessesTest {
    @TempDir
    Path data;

    @Test
    @Timeout(120)
    void shouldJoinByATokenAndTalkSealed() throws IOException, InterruptedException {
        var folder = Member.folder(data.resolve("founder"));
        folder.found("00000000000000cc", Instant.now());
        try (var founder = new Member(Member.FOUNDER, folder)) {
            String token = founder.network.token(Duration.ofMinutes(2)).encode();
            Process other = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx256m",
                            "--enable-native-access=ALL-UNNAMED",
                            "--sun-misc-unsafe-memory-access=allow",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Member.class.getName(),
                            data.resolve("joiner").toString(),
                            token)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try (var out = new BufferedReader(new InputStreamReader(other.getInputStream()));
                    var in = new PrintStream(other.getOutputStream(), true)) {
                founder.knows(Member.JOINER, Integer.parseInt(word(out.readLine(), "port")));
                in.println(founder.udpPort());
                String told = out.readLine();
                assertEquals(Integer.toString(Member.CALLS), word(told, "right"));
                long sealed = Long.parseLong(word(told, "sealed"));
                long sent = Long.parseLong(word(told, "sent"));
                assertTrue(sealed > Member.CALLS, told);
                assertTrue(sent - sealed <= 12, "more than handshakes went unsealed: " + told);
                assertEquals(0, other.waitFor());
            } finally {
                other.destroyForcibly();
            }
            assertTrue(founder.count("opened_datagrams") >= Member.CALLS);
            assertEquals(0, founder.count("dropped_forged"));
            assertEquals(0, founder.count("dropped_unproven"));
        }
    }

    /** The word behind another one. */
    private static String word(String line, String before) {
        String[] words = String.valueOf(line).split(" ");
        for (int i = 0; i + 1 < words.length; i++) {
            if (words[i].equals(before)) {
                return words[i + 1];
            }
        }
        throw new AssertionError("the other process said: " + line);
    }
}
