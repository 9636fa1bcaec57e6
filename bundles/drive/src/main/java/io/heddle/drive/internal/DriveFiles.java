package io.heddle.drive.internal;

import io.heddle.drive.Drives.DriveConfig;
import io.heddle.foreign.linux.Errno;
import io.heddle.runtime.Disk;
import io.heddle.runtime.DiskFile;
import io.heddle.runtime.Env;
import io.heddle.runtime.StorageException;

import java.util.List;

/**
 * The files of a drive. Creation makes the superblock's file first and writes it last, so a creation that
 * was cut short is known by its blank superblock and begins again.
 */
record DriveFiles(
        Superblock superblock,
        boolean created,
        DiskFile superblockFile,
        DiskFile journal,
        DiskFile blocks,
        DiskFile checkpoint) {
    static final String JOURNAL = "journal";
    static final String BLOCKS = "blocks";
    static final String CHECKPOINT = "checkpoint";

    private static final long MIN_JOURNAL_BYTES = 4 << 20;
    private static final long MIN_CHECKPOINT_BYTES = 16 << 20;
    private static final List<String> ALL = List.of(JOURNAL, BLOCKS, CHECKPOINT);

    /** Opens the drive of a folder or creates it. */
    static DriveFiles open(Env env, DriveConfig config, Crc crc) {
        Disk disk = env.disk();
        List<String> names = disk.names();
        if (!names.contains(Superblock.FILE)) {
            for (String name : ALL) {
                if (names.contains(name)) {
                    throw new StorageException(
                            Errno.EIO,
                            "The folder of server "
                                    + config.server()
                                    + " holds a file '"
                                    + name
                                    + "' but no superblock; bring the superblock back, or move the folder away.");
                }
            }
            return create(env, config);
        }
        DiskFile file = disk.open(Superblock.FILE);
        Superblock superblock;
        try {
            superblock = Superblock.read(file, crc);
        } catch (StorageException e) {
            file.close();
            throw e;
        }
        if (superblock == null) {
            file.close();
            disk.delete(Superblock.FILE);
            ALL.forEach(disk::delete);
            return create(env, config);
        }
        if (superblock.clusterId() != config.clusterId()) {
            file.close();
            throw new StorageException(
                    Errno.EINVAL,
                    "The drive folder of server "
                            + config.server()
                            + " belongs to cluster "
                            + Long.toHexString(superblock.clusterId())
                            + ", not to "
                            + Long.toHexString(config.clusterId())
                            + "; start that cluster, or give this one another data folder.");
        }
        return new DriveFiles(
                superblock,
                false,
                file,
                disk.open(JOURNAL),
                disk.open(BLOCKS),
                disk.open(CHECKPOINT));
    }

    void close() {
        superblockFile.close();
        journal.close();
        blocks.close();
        checkpoint.close();
    }

    private static DriveFiles create(Env env, DriveConfig config) {
        Disk disk = env.disk();
        long blockBytes = Math.max(1, config.capacityBytes() / BlockSpace.BLOCK_BYTES)
                * BlockSpace.BLOCK_BYTES;
        long journalBytes = Math.max(MIN_JOURNAL_BYTES, config.journalBytes() & -4096L);
        // Two generations of the state: an eighth of the capacity holds 12 bytes for every block 20
        // times.
        long checkpointBytes = Math.max(MIN_CHECKPOINT_BYTES, (blockBytes / 8) & -(1L << 20));
        var superblock = new Superblock(
                config.clusterId(),
                config.server(),
                env.randomLong(),
                blockBytes,
                journalBytes,
                checkpointBytes,
                env.wallTimeNs());
        DiskFile file =
                disk.create(Superblock.FILE, (long) Superblock.SLOTS * Superblock.SLOT_BYTES, true);
        return new DriveFiles(
                superblock,
                true,
                file,
                disk.create(JOURNAL, journalBytes, true),
                disk.create(BLOCKS, blockBytes, false),
                disk.create(CHECKPOINT, checkpointBytes, false));
    }
}
