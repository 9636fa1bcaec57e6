package io.heddle.hardware.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.hardware.NicCatalogue;
import io.heddle.hardware.NicModel;
import io.heddle.runtime.Events;
import io.heddle.runtime.Instance;
import io.heddle.runtime.Noted;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The file is looked at by hand here; {@code WatchedCatalogues} only adds the clock. */
class OverrideFileTest {
    private static final String NO_INTERRUPTS = """
            {"version": 1, "families": [
              {"family": "E810", "ids": {"pf": ["8086:1592"], "source": "us"},
               "rxInterrupt": {"is": false, "source": "measured"}}]}
            """;

    private final Noted events = new Noted();

    @TempDir
    private Path data = Path.of("");

    private Path file = Path.of("");

    @BeforeEach
    void makeFolder() throws IOException {
        Files.createDirectories(data.resolve("conf"));
        file = data.resolve("conf/nics.json");
    }

    @Test
    void shouldTakeAtOnceWhatIsThereAtTheStart() throws IOException {
        Files.writeString(file, NO_INTERRUPTS);
        OverrideFile override = override();
        assertTrue(override.look());
        assertFalse(e810(override.current()).rxInterrupt());
        assertEquals(1, events.events().size());
    }

    @Test
    void shouldServeTheBuiltInOneWithoutAFileAndSayNothing() {
        OverrideFile override = override();
        assertFalse(override.look());
        assertFalse(override.look());
        assertSame(NicCatalogue.builtIn(), override.current());
        assertEquals(List.of(), events.events());
    }

    @Test
    void shouldTakeAChangeWhenItIsComplete() throws IOException {
        OverrideFile override = override();
        override.look();
        Files.writeString(file, NO_INTERRUPTS.substring(0, 30));
        assertFalse(override.look(), "still being written");
        Files.writeString(file, NO_INTERRUPTS);
        assertFalse(override.look(), "just written");
        assertEquals(List.of(), events.alerts());
        assertTrue(override.look());
        assertFalse(e810(override.current()).rxInterrupt());
        assertFalse(override.look(), "nothing new");
        assertEquals(1, events.events().size());
    }

    @Test
    void shouldRefuseABadFileByLineAndKeepTheOneBefore() throws IOException {
        Files.writeString(file, NO_INTERRUPTS);
        OverrideFile override = override();
        override.look();
        NicCatalogue before = override.current();
        Files.writeString(file, NO_INTERRUPTS.replace("rxInterrupt", "rxInterupt"));
        override.look();
        assertFalse(override.look());
        assertSame(before, override.current());
        Events.Alert alert = events.alerts().get(0);
        assertEquals("catalogue-refused", alert.kind());
        assertTrue(alert.text().contains(file.toString()), alert.text());
        assertTrue(alert.evidence().startsWith(file + ", line 3: "), alert.evidence());
        assertTrue(alert.evidence().contains("rxInterupt"), alert.evidence());

        Files.writeString(file, NO_INTERRUPTS + "\n");
        override.look();
        override.look();
        assertEquals(List.of(), events.alerts());
    }

    @Test
    void shouldGoBackToTheBuiltInOneWhenTheFileIsRemoved() throws IOException {
        Files.writeString(file, NO_INTERRUPTS);
        OverrideFile override = override();
        override.look();
        Files.delete(file);
        override.look();
        assertTrue(override.look());
        assertEquals(NicCatalogue.builtIn(), override.current());
        assertTrue(events.events().get(1).text().contains("is gone"));
    }

    @Test
    void shouldRefuseWhatIsNoTextAndWhatIsNoFile() throws IOException {
        Files.write(file, new byte[] {'{', (byte) 0xff, '}'});
        OverrideFile override = override();
        override.look();
        assertTrue(events.alerts().get(0).evidence().contains("UTF-8"));
        Files.delete(file);
        Files.createDirectory(file);
        override.look();
        assertTrue(events.alerts().get(0).text().contains("cannot be read"));
        Files.delete(file);
        override.look();
        override.look();
        assertEquals(List.of(), events.alerts());
        assertEquals(NicCatalogue.builtIn(), override.current());
    }

    @Test
    void shouldTellListenersEachChangeUntilTheyClose() throws IOException {
        WatchedCatalogues watched =
                new WatchedCatalogues(events, new Instance(data, null, 1, 1, 1, 1, 0));
        watched.stop();
        assertTrue(e810(watched.current()).rxInterrupt());
        List<NicCatalogue> heard = new ArrayList<>();
        var broken = watched.onChange(next -> {
            throw new IllegalStateException("deaf");
        });
        var listening = watched.onChange(heard::add);
        Files.writeString(file, NO_INTERRUPTS);
        watched.look();
        watched.look();
        assertEquals(List.of(watched.current()), heard);
        assertFalse(e810(watched.current()).rxInterrupt());
        assertTrue(events.alerts().get(0).evidence().contains("deaf"));

        broken.close();
        listening.close();
        Files.delete(file);
        watched.look();
        watched.look();
        assertEquals(1, heard.size());
        assertEquals(NicCatalogue.builtIn(), watched.current());
    }

    private OverrideFile override() {
        return new OverrideFile(file, NicCatalogue.builtIn(), events);
    }

    private static NicModel e810(NicCatalogue catalogue) {
        NicModel model = catalogue.find(0x8086, 0x1592);
        assertNotNull(model);
        return model;
    }
}
