package io.heddle.command.up;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class ShippedDriversTest {
    @TempDir
    Path folder;

    private Path jar;
    private Path deployed;
    private ShippedDrivers drivers;

    @BeforeEach
    void firstStart() throws IOException {
        Path data = Files.createDirectories(folder.resolve("data"));
        Files.createDirectories(data.resolve("deploy"));
        jar = Files.writeString(folder.resolve("udp.jar"), "one");
        deployed = data.resolve("deploy/udp.jar");
        drivers = new ShippedDrivers(data);
        drivers.renew(List.of(jar));
        assertEquals("one", Files.readString(deployed));
    }

    @Test
    void shouldRenewWhatIsStillAsShipped() throws IOException {
        Files.writeString(jar, "two");
        drivers.renew(List.of(jar));
        assertEquals("two", Files.readString(deployed));
        Files.writeString(jar, "three");
        drivers.renew(List.of(jar));
        assertEquals("three", Files.readString(deployed));
    }

    @Test
    void shouldKeepWhatTheOperatorReplaced() throws IOException {
        Files.writeString(deployed, "patched");
        Files.writeString(jar, "two");
        drivers.renew(List.of(jar));
        assertEquals("patched", Files.readString(deployed));
    }

    @Test
    void shouldNotBringBackWhatTheOperatorRemoved() throws IOException {
        Files.delete(deployed);
        Files.writeString(jar, "two");
        drivers.renew(List.of(jar));
        assertFalse(Files.exists(deployed));
    }
}
