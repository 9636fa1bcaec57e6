package io.heddle.command.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.command.Exit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.ZipFile;

class DoctorTest {
    @TempDir
    private Path data;

    private static String check(String name, boolean ok) {
        return "{\"check\": \"" + name + "\", \"ok\": " + ok + ", \"severity\": \""
                + (ok ? "advice" : "failed") + "\", \"text\": \"T.\", \"remedy\": \""
                + "x".repeat(60) + " " + "y".repeat(60) + "\"}";
    }

    private int exit(String checks, String... arguments) throws IOException {
        try (var rest = new CannedRest(data, Map.of("/doctor", "[" + checks + "]"))) {
            var command = new DoctorCommand();
            String text = rest.run(command, arguments);
            assertTrue(text.startsWith("advice   planner           T.\n"), text);
            assertTrue(text.lines().allMatch(line -> line.length() <= 120), text);
            assertTrue(rest.run(command, "-o", "check,ok").startsWith("CHECK"), text);
            return command.exit();
        }
    }

    @Test
    void shouldExitDoneWhereChecksOnlyAdvise() throws IOException {
        assertEquals(Exit.DONE, exit(check("planner", true) + "," + check("S62", true)));
    }

    @Test
    void shouldExitFailedWhereARuleRefuses() throws IOException {
        assertEquals(Exit.FAILED, exit(check("planner", true) + "," + check("S70", false)));
    }

    @Test
    void shouldWriteTheSupportBundleAlsoWhereAPartIsRefused() throws IOException {
        Path file = data.resolve("support.zip");
        exit(check("planner", true), "--bundle", file.toString());
        try (var zip = new ZipFile(file.toFile())) {
            var explain = zip.getEntry("net-explain.json");
            assertNotNull(explain);
            try (var in = zip.getInputStream(explain)) {
                String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
                assertTrue(text.contains("There is no /net/explain."), text);
            }
            assertNotNull(zip.getEntry("doctor.json"));
        }
    }
}
