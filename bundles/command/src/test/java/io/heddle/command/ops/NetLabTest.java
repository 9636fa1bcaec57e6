package io.heddle.command.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.command.CommandException;
import io.heddle.command.Exit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Proves what {@code heddle net lab} prints, and that it passes on why it is refused. */
class NetLabTest {
    private static final String UP = """
            {"up": true, "bridge": "hdl0a1b2br", "network": "198.18.7.0/24",
             "drivers": [ {"name": "af_packet", "usable": true, "text": "usable"},
                          {"name": "tap", "usable": false, "text": "Run `apt-get install x`."} ],
             "ports": [ {"lane": "server 3", "driver": "af_packet", "device": "hdl0a1b2l4",
                         "address": "198.18.7.4"} ],
             "said": "The lab is up."}
            """;
    private static final String DOWN = """
            {"up": false, "bridge": "", "network": "", "drivers": [], "ports": [],
             "said": "The lab is down, and nothing of it is left."}
            """;

    @TempDir
    private Path data;

    @Test
    void shouldPrintWhatIsThereAndWhatIsMissing() throws IOException {
        try (var rest = new CannedRest(data, Map.of("/net/lab", UP, "/net/lab/up", UP))) {
            String wanted = """
                    lab:               up
                    bridge:            hdl0a1b2br
                    network:           198.18.7.0/24
                    drivers:           af_packet usable; tap unusable: Run `apt-get install x`.
                    ports:             server 3: af_packet 198.18.7.4 on hdl0a1b2l4
                    done:              The lab is up.
                    """;
            assertEquals(wanted, rest.run(new NetLabCommand()));
            assertEquals(wanted, rest.run(new NetLabCommand.Up()));
            assertTrue(rest.run(new NetLabCommand(), "--json").contains("\"up\" : true"));
        }
    }

    @Test
    void shouldPrintThatItIsDownAndPassRefusalsOn() throws IOException {
        try (var rest = new CannedRest(data, Map.of("/net/lab/down", DOWN))) {
            String text = rest.run(new NetLabCommand.Down());
            assertTrue(text.startsWith("lab:               down\n"), text);
            var refused =
                    assertThrows(CommandException.class, () -> rest.run(new NetLabCommand.Up()));
            assertEquals(Exit.WRONG_USE, refused.exit());
        }
    }
}
