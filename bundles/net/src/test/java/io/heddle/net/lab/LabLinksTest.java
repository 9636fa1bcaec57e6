package io.heddle.net.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.runtime.StorageException;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Proves that a data folder's lab is remembered, and that only its own interfaces are removed. */
class LabLinksTest {
    @TempDir
    private Path folder;

    @Test
    void shouldRememberWhetherItIsWantedAndNameWhatIsItsOwn() throws IOException {
        LabLinks links = LabLinks.of(folder);
        assertFalse(links.isWanted());
        links.wanted(true);
        assertTrue(LabLinks.of(folder).isWanted());
        assertTrue(links.prefix().matches("hdl[0-9a-f]{5}"), links.prefix());
        assertEquals(links.prefix(), LabLinks.of(folder).prefix());
        Path other = Files.createDirectory(folder.resolve("other"));
        assertNotEquals(links.alias(), LabLinks.of(other).alias());
        Files.writeString(folder.resolve("lab"), "something else");
        assertFalse(links.isWanted());
        links.wanted(false);
        assertFalse(Files.exists(folder.resolve("lab")));
        assertThrows(StorageException.class, () -> LabLinks.of(folder.resolve("absent")));
    }

    @Test
    void shouldReadNamesOfARecordedTree() throws IOException {
        Path net = Files.createDirectories(folder.resolve("proc/net"));
        Files.writeString(net.resolve("dev"), """
                Inter-|   Receive                   |  Transmit
                 face |bytes    packets errs drop|bytes    packets errs drop
                    lo:   1 2 3
                hdl0a1b2br: 0 0 0
                """);
        assertEquals(List.of("lo", "hdl0a1b2br"), LabLinks.names(folder));
        assertEquals(List.of(), LabLinks.names(folder.resolve("nowhere")));
    }

    @Test
    void shouldRemoveItsOwnLinksAndNoOther() {
        LabLinks links = LabLinks.of(folder);
        String ours = links.prefix() + "l1";
        String foreign = links.prefix() + "l2";
        try {
            IpCommand.run(List.of(
                    "link add " + ours + " type veth peer name " + links.prefix() + "b1",
                    "link set " + ours + " alias " + links.alias(),
                    "link add " + foreign + " type bridge",
                    "link set " + foreign + " alias heddle-lab-of-somebody-else"));
        } catch (StorageException denied) {
            System.out.println("SKIPPED: no links can be made here: " + denied.getMessage());
            links.remove();
            Assumptions.abort(denied.getMessage());
        }
        try {
            assertTrue(links.present().contains(ours));
            assertFalse(links.present().contains(foreign));
            assertEquals(2, links.remove());
            assertEquals(0, links.remove());
            assertTrue(LabLinks.names(Path.of("/")).contains(foreign));
            var refused = assertThrows(
                    StorageException.class, () -> IpCommand.run(List.of("link del x")));
            assertTrue(String.valueOf(refused.getMessage()).contains("link del x"));
        } finally {
            IpCommand.run(List.of("link del " + foreign));
        }
    }
}
