package io.heddle.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

class LauncherTest {
    @TempDir
    Path folder;

    @Test
    void shouldHoldTheDataFolderUntilTheEnd() throws IOException {
        DataFolder held = DataFolder.take(folder);
        assertNotNull(held);
        assertNull(DataFolder.take(folder));
        held.publishPid();
        String pid = Files.readString(folder.resolve("heddle.pid")).trim();
        assertEquals(Long.toString(ProcessHandle.current().pid()), pid);
        held.close();
        assertFalse(Files.exists(folder.resolve("heddle.pid")));
        DataFolder again = DataFolder.take(folder);
        assertNotNull(again);
        again.close();
    }

    @Test
    void shouldReadStartLevelsFromFolders() throws IOException {
        file("bundle/02/b.jar", "b");
        file("bundle/02/a.jar", "a");
        file("bundle/10/c.jar", "c");
        BundleFolders folders = new BundleFolders(folder.resolve("bundle"));
        List<String> seen = folders.entries().stream()
                .map(entry -> entry.file().getFileName() + " " + entry.startLevel())
                .toList();
        assertEquals(List.of("a.jar 2", "b.jar 2", "c.jar 10"), seen);
        String before = folders.fingerprint();
        assertEquals(before, folders.fingerprint());
        file("bundle/10/c.jar", "d");
        assertNotEquals(before, folders.fingerprint());
    }

    @Test
    void shouldKeepTheCacheUntilTheBundlesChange() throws IOException {
        Path kept = folder.resolve("felix-cache/bundle7/bundle.info");
        start("one");
        file("felix-cache/bundle7/bundle.info", "from the console");
        start("one");
        assertTrue(Files.exists(kept));
        start("two");
        assertFalse(Files.exists(kept));
    }

    @Test
    void shouldNotTrustTheCacheOfAStartThatWasKilled() throws IOException {
        start("one");
        file("felix-cache/bundle7/bundle.info", "half");
        new BundleCache(folder, "one").prepare();
        new BundleCache(folder, "one").prepare();
        assertFalse(Files.exists(folder.resolve("felix-cache/bundle7/bundle.info")));
    }

    @Test
    void shouldReplaceVariablesAndRefuseUnknownOnes() throws IOException {
        file("conf/container.properties", "a=${heddle.data}/x:${heddle.port}\n");
        Map<String, String> settings = Settings.load(folder, Path.of("/data"));
        assertEquals("/data/x:8686", settings.get("a"));
        file("conf/container.properties", "a=${heddle.nothing}\n");
        IOException refused =
                assertThrows(IOException.class, () -> Settings.load(folder, Path.of("/data")));
        assertTrue(refused.getMessage().contains("heddle.nothing"), refused.getMessage());
    }

    private void start(String fingerprint) throws IOException {
        BundleCache cache = new BundleCache(folder, fingerprint);
        cache.prepare();
        cache.started();
    }

    private void file(String path, String text) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
