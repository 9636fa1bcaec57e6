package io.heddle.console.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;

class JarVerdictTest {
    @TempDir
    Path folder;

    @Test
    void shouldReadNameAndVersion() throws IOException {
        JarVerdict verdict = JarVerdict.of(jar("org.example.nic;singleton:=true", "1.2"));
        assertNull(verdict.reason());
        assertEquals("org.example.nic", verdict.symbolicName());
        assertEquals("1.2.0", verdict.version());
    }

    @Test
    void shouldRefuseWhatIsNoBundle() throws IOException {
        refused("no manifest", jar(null, null));
        refused("Bundle-SymbolicName", jar("", "1.0"));
        refused("malformed", jar("org.example.nic", "one"));
    }

    @Test
    void shouldRefuseEveryTruncation() throws IOException {
        byte[] whole = Files.readAllBytes(jar("org.example.nic", "1.0"));
        for (int length = 0; length < whole.length; length++) {
            Path cut = folder.resolve("cut.jar");
            Files.write(cut, Arrays.copyOf(whole, length));
            assertNotNull(JarVerdict.of(cut).reason(), "cut at " + length);
        }
    }

    private static void refused(String why, Path jar) {
        String reason = JarVerdict.of(jar).reason();
        assertNotNull(reason);
        assertTrue(reason.contains(why), reason);
    }

    private Path jar(String name, String version) throws IOException {
        Path file = folder.resolve("a.jar");
        try (OutputStream out = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(out)) {
            if (name != null) {
                Manifest manifest = new Manifest();
                manifest.getMainAttributes().putValue("Manifest-Version", "1.0");
                manifest.getMainAttributes().putValue("Bundle-SymbolicName", name);
                manifest.getMainAttributes().putValue("Bundle-Version", version);
                jar.putNextEntry(new ZipEntry(JarFile.MANIFEST_NAME));
                manifest.write(jar);
            } else {
                jar.putNextEntry(new ZipEntry("nothing"));
            }
            jar.closeEntry();
        }
        return file;
    }
}
