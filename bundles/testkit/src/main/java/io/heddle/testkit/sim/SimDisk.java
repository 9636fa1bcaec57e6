package io.heddle.testkit.sim;

import io.heddle.foreign.linux.Errno;
import io.heddle.runtime.Disk;
import io.heddle.runtime.DiskFile;
import io.heddle.runtime.StorageException;

import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * A drive in a {@link SimWorld}. It outlives its node: {@code kill} and {@code powerCut} of the node
 * change what it holds, a restarted node finds it again under the same name.
 */
public final class SimDisk {
    private final SimWorld world;
    private final String name;
    private final SplittableRandom random;
    private final TreeMap<String, SimFile> files = new TreeMap<>();
    private DiskFaults faults = DiskFaults.NONE;
    private long capacityBytes = Long.MAX_VALUE;
    private boolean failed;

    SimDisk(SimWorld world, String name, SplittableRandom random) {
        this.world = world;
        this.name = name;
        this.random = random;
    }

    /** Makes it misbehave from now on. */
    public void faults(DiskFaults wanted) {
        faults = wanted;
    }

    /** Bounds the bytes of all files; creating more gives ENOSPC. */
    public void capacity(long bytes) {
        capacityBytes = bytes;
    }

    /** From now on every transfer gives EIO. */
    public void fail() {
        failed = true;
    }

    /** The failed drive answers again, with what it held. */
    public void repair() {
        failed = false;
    }

    /** A drive without files, as after a replacement. */
    public void reformat() {
        files.clear();
        failed = false;
    }

    /**
     * Flips one bit of a file, now and for ever.
     *
     * @return the position of the byte, or -1 when nothing was ever written there
     */
    public long rot(String file) {
        SimFile bytes = files.get(file);
        long page = bytes == null ? -1 : bytes.current().writtenPage(random.nextLong());
        return page < 0 ? -1 : rot(file, page + random.nextInt(4096));
    }

    /** Flips one bit of the byte at a position. @return the position */
    public long rot(String file, long position) {
        SimFile bytes = file(file);
        int bit = random.nextInt(8);
        bytes.current().flip(position, bit);
        bytes.durable().flip(position, bit);
        return position;
    }

    /** Writes that a power cut now could drop or tear. */
    public int unflushedWrites() {
        return files.values().stream().mapToInt(SimFile::unflushed).sum();
    }

    void abandon() {
        files.values().forEach(file -> file.abandon(random));
    }

    void powerCut() {
        files.values().forEach(file -> file.powerCut(random));
    }

    boolean isFailed() {
        return failed;
    }

    boolean strikes(double rate) {
        return failed || (rate > 0 && random.nextDouble() < rate);
    }

    SplittableRandom random() {
        return random;
    }

    DiskFaults faults() {
        return faults;
    }

    SimWorld world() {
        return world;
    }

    private SimFile file(String file) {
        SimFile found = files.get(file);
        if (found == null) {
            throw new StorageException(Errno.ENOENT, "No file " + file + " on disk " + name + ".");
        }
        return found;
    }

    Mounted mount(SimLoop loop) {
        return new Mounted(loop);
    }

    @Override
    public String toString() {
        return name;
    }

    /** The drive as one node sees it. */
    public final class Mounted implements Disk {
        private final SimLoop loop;

        Mounted(SimLoop loop) {
            this.loop = loop;
        }

        @Override
        public List<String> names() {
            return List.copyOf(files.keySet());
        }

        @Override
        public DiskFile create(String file, long sizeBytes, boolean zeroed) {
            if (sizeBytes <= 0 || sizeBytes % SECTOR_BYTES != 0) {
                throw new StorageException(
                        Errno.EINVAL, "The size of " + file + " is no multiple of a sector.");
            }
            if (failed) {
                throw new StorageException(Errno.EIO, "Disk " + name + " has failed.");
            }
            if (files.containsKey(file)) {
                throw new StorageException(Errno.EEXIST, "File " + file + " exists.");
            }
            long used =
                    files.values().stream().mapToLong(other -> other.sizeBytes).sum();
            if (sizeBytes > capacityBytes - used) {
                throw new StorageException(Errno.ENOSPC, "Disk " + name + " is full.");
            }
            files.put(file, new SimFile(sizeBytes));
            return open(file);
        }

        @Override
        public DiskFile open(String file) {
            return new SimDiskFile(SimDisk.this, loop, file, file(file));
        }

        @Override
        public void delete(String file) {
            files.remove(file);
        }
    }
}
