package io.heddle.command.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.heddle.command.Exit;
import io.heddle.command.Heddle;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The operator's rows change what a plan says, and a bad file is refused by line. */
class NetPlanCatalogueTest {
    private static final String CLIENT = """
            {"version": 1, "mode": "cpu", "groups": [
              {"name": "c", "role": "client", "count": 10, "nics": [
                {"name": "ens5", "pci": "1d0f:ec20", "link": "ethernet",
                 "sriov": {"bios": true, "nic": true}}]}]}
            """;
    private static final String INTERRUPTS = """
            {"version": 1, "families": [
              {"family": "ENA of ours", "ids": {"vf": ["1d0f:ec20"], "source": "ours"},
               "rxInterrupt": {"is": true, "source": "measured by us"}}]}
            """;

    /** What a command ended with and printed on both streams. */
    private record Ran(int exit, String said) {}

    @TempDir
    private Path folder = Path.of("");

    private Path rows = Path.of("");

    @BeforeEach
    void description() throws IOException {
        Files.writeString(folder.resolve("clients.json"), CLIENT);
        rows = folder.resolve("rows.json");
    }

    @Test
    void shouldPlanWithTheRowsOfAFile() throws IOException {
        JsonNode before = group(plan("--json"));
        assertEquals("kernel", before.path("rxMode").asText(), "S56 of the built-in rows");
        Files.writeString(rows, INTERRUPTS);
        JsonNode after = group(plan("--json", "--catalogue", rows.toString()));
        assertEquals("interrupt", after.path("rxMode").asText());
        assertEquals("DPDK", after.path("network").asText());
    }

    @Test
    void shouldRefuseABadFileByLine() throws IOException {
        Files.writeString(rows, INTERRUPTS.replace("rxInterrupt", "rxInterupt"));
        Ran refused = plan("--catalogue", rows.toString());
        assertEquals(Exit.WRONG_USE, refused.exit());
        assertTrue(
                refused.said().contains(rows + ", line 3: unknown key \"rxInterupt\""),
                refused.said());
    }

    @Test
    void shouldRefuseAFileThatIsNotThere() {
        Ran refused = plan("--catalogue", rows.toString());
        assertEquals(Exit.WRONG_USE, refused.exit());
        assertTrue(refused.said().contains(rows + " cannot be read"), refused.said());
    }

    private static JsonNode group(Ran ran) throws IOException {
        assertEquals(Exit.DONE, ran.exit(), ran.said());
        return new ObjectMapper().readTree(ran.said()).path("groups").path(0);
    }

    private Ran plan(String... more) {
        var all = new ArrayList<>(List.of(
                "--data",
                folder.toString(),
                "net",
                "plan",
                "--inventory",
                folder.resolve("clients.json").toString()));
        all.addAll(List.of(more));
        PrintStream out = System.out;
        PrintStream err = System.err;
        var said = new ByteArrayOutputStream();
        var both = new PrintStream(said, true, StandardCharsets.UTF_8);
        System.setOut(both);
        System.setErr(both);
        try {
            int exit = Heddle.run(all.toArray(new String[0]));
            return new Ran(exit, said.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }
}
