package io.heddle.command.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.heddle.command.Exit;
import io.heddle.command.Heddle;
import io.heddle.hardware.Inventory;
import io.heddle.hardware.trees.Trees;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

class NetInventoryTest {
    @TempDir
    Path folder;

    private Path tree;
    private String out = "";
    private String err = "";

    @BeforeEach
    void unpack() {
        tree = Trees.unpack("mellanox-infiniband", folder.resolve("tree"));
    }

    @Test
    void shouldPrintSectionsForPeople() {
        assertEquals(Exit.DONE, run("--root", tree.toString()));
        for (String part : new String[] {
            "Network functions",
            "0000:4b:00.0  15b3:101b",
            "infiniband  up",
            "10.2.0.21/24",
            "OFED           5.8-1.1.2.1, loaded, options: --upstream-libs --dpdk",
            "GPUDirect by   10.2.0.21 10.3.0.21",
            "default by 10.1.0.1"
        }) {
            assertTrue(out.contains(part), part + " in\n" + out);
        }
        assertTrue(!out.contains("Could not be read"), out);
    }

    @Test
    void shouldPrintEveryTree() {
        for (String name : Trees.NAMES) {
            Path one = Trees.unpack(name, folder.resolve(name));
            assertEquals(Exit.DONE, run("--root", one.toString()), name);
            assertTrue(out.startsWith("Machine"), name);
            assertEquals(name.equals("garbage"), out.contains("Could not be read"), name);
        }
    }

    @Test
    void shouldPrintJsonThatTellsAbsentFromUnreadable() throws IOException {
        assertEquals(Exit.DONE, run("--json", "--root", tree.toString()));
        JsonNode json = new ObjectMapper().readTree(out);
        assertEquals("5.8-1.1.2.1", json.at("/ofed/version/value").asText());
        assertEquals(
                "/sys/class/dmi/id/sys_vendor", json.at("/platform/cloud/path").asText());
        Path garbage = Trees.unpack("garbage", folder.resolve("garbage"));
        assertEquals(Exit.DONE, run("--json", "--root", garbage.toString()));
        JsonNode link = new ObjectMapper().readTree(out).at("/interfaces/2/link");
        assertEquals("Reading failed: Input/output error.", link.path("because").asText());
    }

    @Test
    void shouldRecordWhatReadsTheSame() {
        Path copy = folder.resolve("copy");
        assertEquals(Exit.DONE, run("--root", tree.toString(), "--record", copy.toString()));
        assertEquals(Inventory.read(tree), Inventory.read(copy).from(tree));
        assertTrue(out.contains("MAC"), out);
    }

    @Test
    void shouldRefuseWrongFoldersWithOneSentence() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "mine");
        refused("is not empty", "--root", tree.toString(), "--record", tree.toString());
        refused("is no folder", "--record", file.toString());
        refused("no folder can be made", "--record", "/proc/heddle");
        refused("no folder " + file, "--root", file.toString());
        refused("no folder /nowhere", "--root", "/nowhere");
        assertEquals("mine", Files.readString(file));
    }

    private void refused(String part, String... args) {
        assertEquals(Exit.WRONG_USE, run(args));
        assertTrue(err.contains(part), err);
        assertEquals(1, err.lines().count(), err);
        assertEquals("", out);
    }

    private int run(String... args) {
        String[] all = new String[args.length + 2];
        all[0] = "net";
        all[1] = "inventory";
        System.arraycopy(args, 0, all, 2, args.length);
        PrintStream realOut = System.out;
        PrintStream realErr = System.err;
        var outBytes = new ByteArrayOutputStream();
        var errBytes = new ByteArrayOutputStream();
        System.setOut(new PrintStream(outBytes, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(errBytes, true, StandardCharsets.UTF_8));
        try {
            return Heddle.run(all);
        } finally {
            System.setOut(realOut);
            System.setErr(realErr);
            out = outBytes.toString(StandardCharsets.UTF_8);
            err = errBytes.toString(StandardCharsets.UTF_8);
        }
    }
}
