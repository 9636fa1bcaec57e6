package io.heddle.command.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

class NetDriversTest {
    private static final String ROWS = """
            [ {"name": "udp-native", "bundle": "io.heddle.drivers.udp.nativ", "version": "0.1.0",
               "state": "in use", "verdict": "chosen",
               "reasons": [ {"rule": "S57", "text": "The kernel serves UDP.",
                             "evidence": "/proc/version = 6.18, wanted any"} ]},
              {"name": "ena", "bundle": "io.heddle.drivers.ena", "version": "0.1.0",
               "state": "ready", "verdict": "unusable",
               "reasons": [ {"rule": "S56", "text": "No ENA.", "evidence": "PCI = nothing"} ]} ]
            """;

    @TempDir
    private Path data;

    @Test
    void shouldShowEveryDriverAndItsReasonsBelow() throws IOException {
        try (var rest = new CannedRest(data, Map.of("/net/drivers", ROWS))) {
            assertEquals("""
                    NAME        BUNDLE                       VERSION  STATE   VERDICT
                    udp-native  io.heddle.drivers.udp.nativ  0.1.0    in use  chosen
                    ena         io.heddle.drivers.ena        0.1.0    ready   unusable

                    udp-native is chosen:
                      S57: The kernel serves UDP.
                          /proc/version = 6.18, wanted any

                    ena is unusable:
                      S56: No ENA.
                          PCI = nothing
                    """, rest.run(new NetDriversCommand()));
            assertEquals(
                    "NAME  REASONS\nena   S56: No ENA.\n",
                    rest.run(new NetDriversCommand(), "-o", "name,reasons", "-F", "name=ena"));
            assertTrue(rest.run(new NetDriversCommand(), "--json").contains("\"rule\" : \"S57\""));
        }
    }
}
