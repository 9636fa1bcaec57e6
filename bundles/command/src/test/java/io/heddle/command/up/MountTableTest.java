package io.heddle.command.up;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.List;

class MountTableTest {
    @Test
    void shouldKnowOursFromOthers() {
        MountTable table = MountTable.parse(List.of(
                "25 30 0:23 / /proc rw,nosuid shared:13 - proc proc rw",
                "90 30 0:60 / /home/a\\040b/mnt rw - fuse heddle:main rw,user_id=0",
                "91 30 0:61 / /mnt/sshfs rw - fuse.sshfs host:/ rw"));
        MountTable.Entry ours = table.at(Path.of("/home/a b/mnt"));
        assertNotNull(ours);
        assertTrue(ours.isOurs());
        assertEquals("heddle:main", ours.source());
        MountTable.Entry other = table.at(Path.of("/mnt/sshfs"));
        assertNotNull(other);
        assertFalse(other.isOurs());
        assertNull(table.at(Path.of("/mnt")));
    }

    @Test
    void shouldSeeTheTopmostOfStackedMounts() {
        MountTable table = MountTable.parse(List.of(
                "90 30 0:60 / /mnt rw - fuse heddle:main rw",
                "91 90 0:61 / /mnt rw - tmpfs tmpfs rw"));
        MountTable.Entry top = table.at(Path.of("/mnt"));
        assertNotNull(top);
        assertEquals("tmpfs", top.type());
    }

    @Test
    void shouldReadTheLiveTable() {
        assertNotNull(MountTable.read().at(Path.of("/proc")));
    }
}
