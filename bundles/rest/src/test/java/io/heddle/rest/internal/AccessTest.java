package io.heddle.rest.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

class AccessTest {
    @TempDir
    private Path data;

    @Test
    void shouldMakeAPrivateTokenOnceAndAdmitOnlyIt() throws IOException {
        Access.open(data);
        Path file = data.resolve("token");
        String token = Files.readString(file).trim();
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        Access again = Access.open(data);
        assertTrue(again.admits("Bearer " + token));
        assertFalse(again.admits("Bearer " + token + "x"));
        assertFalse(again.admits("Bearer "));
        assertFalse(again.admits(token));
        assertFalse(again.admits(null));
    }
}
