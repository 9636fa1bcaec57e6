package io.heddle.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class InodeIdTest {
    @Test
    void shouldTellBucketAndFileSystem() {
        long inode = InodeId.of(16_383, 4_095, InodeId.NUMBERS - 1);
        assertEquals(16_383, InodeId.bucket(inode));
        assertEquals(4_095, InodeId.fileSystem(inode));
        assertEquals(7, InodeId.fileSystem(InodeId.of(3, 7, 65_536)));
    }

    @Test
    void shouldTellTheFileSystemOfARootByItsSequence() {
        assertEquals(0, InodeId.fileSystem(InodeId.ROOT));
        assertEquals(5, InodeId.fileSystem(InodeId.of(5, 6)));
        assertEquals(4_095, InodeId.fileSystem(InodeId.of(2, 4_096)));
    }

    @Test
    void shouldCountForTheFirstFileSystemWhatWasMadeBeforeNumbersNamedIt() {
        assertEquals(0, InodeId.fileSystem(InodeId.of(9, 65_536)));
        assertEquals(0, InodeId.fileSystem(InodeId.of(9, 4_097)));
    }
}
