package io.heddle.hardware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.hardware.trees.TreeDamage;
import io.heddle.hardware.trees.TreeText;
import io.heddle.hardware.trees.Trees;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

class RecorderTest {
    private static final List<String> TREES = Trees.NAMES;
    private static final int ROUNDS = 12;
    private static final int RECORDED_EVERY = 4;

    @TempDir
    Path folder;

    @ParameterizedTest
    @FieldSource("TREES")
    void shouldReadTheSameFromTheRecording(String name) throws IOException {
        Path tree = Trees.unpack(name, folder.resolve("tree"));
        Path copy = folder.resolve("copy");
        Inventory recorded = Recorder.record(tree, copy);
        assertEquals(Inventory.read(tree), recorded);
        assertEquals(recorded, Inventory.read(copy).from(tree));
        Path again = folder.resolve("again");
        TreeText.unpack(TreeText.pack(copy), again);
        assertEquals(recorded, Inventory.read(again).from(tree));
    }

    /** Whatever is broken: reading never throws, and the recording of it reads the same. */
    @ParameterizedTest
    @FieldSource("TREES")
    void shouldSurviveAnyDamage(String name) throws IOException {
        long seed = 20_260_721L + name.hashCode();
        Random random = new Random(seed);
        Path tree = Trees.unpack(name, folder.resolve("tree"));
        var what = new StringBuilder(name + ", seed " + seed + ":");
        for (int round = 1; round <= ROUNDS; round++) {
            what.append(' ').append(TreeDamage.strike(tree, random));
            Inventory read = Inventory.read(tree);
            if (round % RECORDED_EVERY == 0) {
                Path copy = folder.resolve("copy" + round);
                assertEquals(read, Recorder.record(tree, copy), what::toString);
                assertEquals(read, Inventory.read(copy).from(tree), what::toString);
            }
        }
    }

    @Test
    void shouldRecordThisMachine() throws IOException {
        Path copy = folder.resolve("copy");
        Inventory recorded = Recorder.record(Path.of("/"), copy);
        assertTrue(recorded.cpus().count() > 0);
        assertEquals(recorded, Inventory.read(copy).from(Path.of("/")));
        assertTrue(Files.readString(copy.resolve("README.md")).contains("MAC"));
    }

    @Test
    void shouldCopyNothingButWhatIsRead() throws IOException {
        Path tree = Trees.unpack("virtio-vm", folder.resolve("tree"));
        for (String secret :
                List.of("etc/shadow", "proc/1/environ", "proc/cmdline", "root/.ssh/id_rsa")) {
            Path file = tree.resolve(secret);
            Files.createDirectories(file.getParent());
            Files.writeString(file, "TOP-SECRET");
        }
        Files.delete(tree.resolve("sys/class/dmi/id"));
        Files.writeString(
                tree.resolve("proc/cpuinfo"), "serial: TOP-SECRET\nflags : fpu hypervisor\n");
        Path copy = folder.resolve("copy");
        assertEquals(
                new Reading.Found<>("unknown"),
                Recorder.record(tree, copy).platform().hypervisor());
        assertEquals("flags : fpu hypervisor\n", Files.readString(copy.resolve("proc/cpuinfo")));
        try (Stream<Path> paths = Files.walk(copy)) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                assertFalse(Files.readString(path).contains("TOP-SECRET"), path.toString());
                assertFalse(path.endsWith("shadow") || path.endsWith("environ"), path.toString());
            }
        }
    }

    @Test
    void shouldRefuseAFolderInUse() throws IOException {
        Path tree = Trees.unpack("virtio-vm", folder.resolve("tree"));
        Path used = Files.createDirectories(folder.resolve("used"));
        Files.writeString(used.resolve("thesis.txt"), "mine");
        assertThrows(DirectoryNotEmptyException.class, () -> Recorder.record(tree, used));
        assertThrows(
                FileAlreadyExistsException.class,
                () -> Recorder.record(tree, used.resolve("thesis.txt")));
        try (Stream<Path> entries = Files.list(used)) {
            assertEquals(1, entries.count());
        }
    }
}
