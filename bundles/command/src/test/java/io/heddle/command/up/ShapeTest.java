package io.heddle.command.up;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.command.CommandException;
import io.heddle.command.Exit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Properties;

class ShapeTest {
    private static final long GIB = 1L << 30;

    @Test
    void shouldComeBackFromItsFile() {
        Shape shape = new Shape(6, 3, "3x", 7 * GIB, "never");
        Properties written = new Properties();
        shape.write(written);
        assertEquals(shape, Shape.of(written));
    }

    @Test
    void shouldKeepHowItIsSealedUnlessToldOtherwise() {
        Properties old = new Properties();
        new Shape(6, 3, "3x", 7 * GIB, "never").write(old);
        assertEquals("never", Shape.of(old).sealed(null).seal());
        assertEquals("always", Shape.of(old).sealed(true).seal());
        assertEquals("never", Shape.of(old).sealed(true).sealed(false).seal());
        old.setProperty("seal", "true");
        assertEquals(Shape.BEYOND_LOOPBACK, Shape.of(old).seal());
        assertEquals(Shape.BEYOND_LOOPBACK, Shape.seal((Boolean) null));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1, 3x, 4, --servers",
        "65, 1, 3x, 4, --servers",
        "6, 2, 3x, 4, --control",
        "1, 3, 1x, 4, --control",
        "6, 1, 3+2, 4, erasure",
        "6, 1, three, 4, --protection",
        "2, 1, 3x, 4, --servers",
        "6, 1, 3x, 0, --capacity",
    })
    void shouldRefuseWithTheRemedy(
            int servers, int control, String protection, long gib, String named) {
        CommandException refusal = assertThrows(
                CommandException.class,
                () -> new Shape(servers, control, protection, gib * GIB, "always"));
        assertEquals(Exit.WRONG_USE, refusal.exit());
        assertTrue(refusal.getMessage().contains(named), refusal.getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "4096, 4096",
        "1k, 1024",
        "512M, 536870912",
        "10GiB, 10737418240",
        "2 tb, 2199023255552"
    })
    void shouldReadSizes(String text, long bytes) {
        assertEquals(bytes, ByteSize.parse("--capacity", text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "G", "-1G", "1.5G", "10X", "9999999999P"})
    void shouldRefuseOtherSizes(String text) {
        CommandException refusal =
                assertThrows(CommandException.class, () -> ByteSize.parse("--capacity", text));
        assertEquals(Exit.WRONG_USE, refusal.exit());
    }
}
