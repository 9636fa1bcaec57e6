package io.heddle.meta.internal;

import io.heddle.drive.Drive;
import io.heddle.layout.ClusterView;
import io.heddle.layout.ClusterView.FileSystemInfo;
import io.heddle.layout.InodeId;

import java.util.Arrays;

/** The limits of file systems in blocks, as control told last. */
final class FileSystemLimits {
    /** No limit but that of the drives. */
    static final long NONE = Long.MAX_VALUE;

    private static final long UNKNOWN = -1;

    private final ClusterView cluster;
    private long[] blocks = {};
    private int[] homes = {};

    FileSystemLimits(ClusterView cluster) {
        this.cluster = cluster;
    }

    /** Reads them again: a file system was made, or forgotten. */
    void refresh() {
        Arrays.fill(blocks, NONE);
        long cluster = this.cluster.capacityBytes();
        for (FileSystemInfo info : this.cluster.fileSystems()) {
            int number = InodeId.fileSystem(info.root());
            reach(number);
            homes[number] = InodeId.bucket(info.root());
            blocks[number] = info.capacityBytes() < cluster
                    ? info.capacityBytes() / Drive.BLOCK_BYTES
                    : NONE;
        }
    }

    /** The limit of a file system, or {@link #NONE}. */
    long blocks(int fileSystem) {
        if (fileSystem >= blocks.length || blocks[fileSystem] == UNKNOWN) {
            // Made since the last map, or by a newer control: one look is enough until the next
            // map.
            reach(fileSystem);
            refresh();
        }
        return blocks[fileSystem];
    }

    /** The bucket that shares the file system's space out: that of its root. */
    int home(int fileSystem) {
        return homes[fileSystem];
    }

    private void reach(int fileSystem) {
        int known = blocks.length;
        if (fileSystem >= known) {
            blocks = Arrays.copyOf(blocks, fileSystem + 1);
            homes = Arrays.copyOf(homes, fileSystem + 1);
            Arrays.fill(blocks, known, blocks.length, UNKNOWN);
        }
    }
}
