package io.heddle.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

class InstanceFileTest {
    @TempDir
    Path data;

    @Test
    void shouldReadWhatWasWritten() throws IOException {
        assertNull(InstanceFile.open(data));
        Properties properties = new Properties();
        properties.setProperty("port", "9999");
        InstanceFile.write(data, properties);
        Properties read = InstanceFile.open(data);
        assertNotNull(read);
        assertEquals("9999", read.getProperty("port"));
        assertEquals("http://127.0.0.1:9999", InstanceFile.url(data));
    }

    @Test
    void shouldRefuseForeignFolder() throws IOException {
        Files.writeString(data.resolve("thesis.txt"), "precious");
        refused("holds other files");
    }

    @Test
    void shouldRefuseNewerFormat() throws IOException {
        Files.writeString(data.resolve("instance.properties"), "format=2\n");
        refused("newer Heddle");
    }

    @Test
    void shouldRefuseDamagedFile() throws IOException {
        Files.writeString(data.resolve("instance.properties"), "for\u0000mat\n");
        refused("damaged");
    }

    private void refused(String why) {
        CommandException refusal =
                assertThrows(CommandException.class, () -> InstanceFile.open(data));
        assertEquals(Exit.WRONG_USE, refusal.exit());
        assertTrue(refusal.getMessage().contains(why), refusal.getMessage());
        assertTrue(refusal.getMessage().contains(data.toString()), refusal.getMessage());
    }
}
