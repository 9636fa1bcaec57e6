package io.heddle.console.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

class PasswordFileTest {
    @TempDir
    Path data;

    @Test
    void shouldMakePrivatePasswordAtFirstStart() throws IOException {
        PasswordHash hash = new PasswordFile(data).open();
        String password = Files.readString(data.resolve("password")).trim();
        assertEquals(24, password.length());
        assertTrue(hash.matches(password));
        assertFalse(hash.matches(password + "x"));
        for (String name : new String[] {"password", "password.hash"}) {
            var mode = Files.getPosixFilePermissions(data.resolve(name));
            assertEquals("rw-------", PosixFilePermissions.toString(mode), name);
        }
        assertFalse(Files.readString(data.resolve("password.hash")).contains(password));
    }

    @Test
    void shouldKeepPasswordWhenOperatorDeletesThePlainFile() throws IOException {
        new PasswordFile(data).open();
        String password = Files.readString(data.resolve("password")).trim();
        Files.delete(data.resolve("password"));
        assertTrue(new PasswordFile(data).open().matches(password));
        assertFalse(Files.exists(data.resolve("password")));
    }

    @Test
    void shouldTakeThePasswordThatTheOperatorWrote() throws IOException {
        Files.writeString(data.resolve("password"), "weave it\n");
        PasswordCheck check = new PasswordCheck(new PasswordFile(data).open());
        assertTrue(check.matches("weave it"));
        assertTrue(check.matches("weave it"));
        assertFalse(check.matches("weave"));
    }

    @Test
    void shouldSayHowToRepairDamagedHash() throws IOException {
        Files.writeString(data.resolve("password.hash"), "nonsense");
        IOException refused = assertThrows(IOException.class, () -> new PasswordFile(data).open());
        assertTrue(refused.getMessage().contains("delete it"), refused.getMessage());
    }
}
