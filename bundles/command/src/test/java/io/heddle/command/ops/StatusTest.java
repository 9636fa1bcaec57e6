package io.heddle.command.ops;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

class StatusTest {
    @TempDir
    private Path data;

    @Test
    void shouldTellAlertsFromAdvice() throws IOException {
        String status = """
                {"health": "ok", "throughput": {}, "alerts": [
                  {"kind": "udp-backend", "text": "UDP.", "evidence": "e", "remedy": "r",
                   "severity": "advice"} ]}
                """;
        try (var rest = new CannedRest(data, Map.of("/status", status))) {
            String text = rest.run(new StatusCommand());
            assertTrue(text.contains("alerts:            none\n"), text);
            assertTrue(
                    text.contains("advice:            1\n  udp-backend: UDP. (e)\n    r\n"), text);
        }
    }
}
