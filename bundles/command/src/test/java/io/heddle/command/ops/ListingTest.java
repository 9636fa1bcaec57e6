package io.heddle.command.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.heddle.command.CommandException;

import org.junit.jupiter.api.Test;

import picocli.CommandLine;
import picocli.CommandLine.Command;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Proves the grammar that all commands share. */
class ListingTest {
    private static final String ROWS =
            "[{\"name\":\"b\",\"size\":2048,\"up\":93862},{\"name\":\"a\",\"size\":10,\"up\":5}]";

    @Command
    private static final class Sample {
        @CommandLine.Mixin
        private final Listing listing = new Listing();
    }

    private static String run(String... args) throws IOException {
        var sample = new Sample();
        new CommandLine(sample).parseArgs(args);
        var bytes = new ByteArrayOutputStream();
        JsonNode rows = new ObjectMapper().readTree(ROWS);
        sample.listing.print(
                new PrintStream(bytes, true, StandardCharsets.UTF_8),
                rows,
                Column.of("NAME", "name"),
                Column.bytes("SIZE", "size"),
                new Column("UPTIME", "up", Units::uptime));
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void shouldAlignColumnsAndShowUnits() throws IOException {
        assertEquals(
                "NAME  SIZE     UPTIME\nb     2.00 KB  1d 02:04:22h\na     10 B     0d 00:00:05h\n",
                run());
    }

    @Test
    void shouldSortFilterAndChooseColumns() throws IOException {
        assertEquals("NAME\na\nb\n", run("-s", "name", "-o", "name"));
        assertEquals("NAME\nb\n", run("-F", "size=2048", "-o", "NAME"));
        assertTrue(run("--json", "-F", "name=a").contains("\"size\" : 10"));
    }

    @Test
    void shouldNameTheColumnsWhenOneIsUnknown() {
        var refusal = assertThrows(CommandException.class, () -> run("-o", "colour"));
        assertEquals(
                "There is no column 'colour'; there are name, size, up.", refusal.getMessage());
    }

    @Test
    void shouldParseSizes() {
        assertEquals(8L << 30, Units.parseBytes("8G"));
        assertEquals(512L << 20, Units.parseBytes("512MiB"));
        assertThrows(IllegalArgumentException.class, () -> Units.parseBytes("-1"));
    }
}
