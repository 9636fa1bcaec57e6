package io.heddle.sim;

import io.heddle.runtime.Disk;
import io.heddle.runtime.DiskFile;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Executed keys on a server's disk: one sector each, durable before anybody is told. So the disk
 * model of the simulation stands between a mutation and its answer, as it will for the storage.
 */
final class KeyJournal {
    /** Told when a key is durable. */
    interface Done {
        void onDurable();
    }

    private static final String NAME = "keys";
    private static final int SECTOR = Disk.SECTOR_BYTES;
    private static final int SECTORS = 1 << 13;
    private static final int CHUNK = 128 * SECTOR;
    private static final long MAGIC = 0x4b45_5953_4b45_5953L;

    private final Arena arena;
    private final DiskFile file;
    private final Set<Long> executed = new HashSet<>();

    /** Who waits until what was found is durable; null when it is. */
    private @Nullable List<Done> waiting = new ArrayList<>();

    private final ArrayDeque<MemorySegment> free = new ArrayDeque<>();
    private int next;

    /** Opens the journal and finds what is in it. */
    KeyJournal(Disk disk, Arena arena) {
        this.arena = arena;
        file = disk.names().contains(NAME)
                ? disk.open(NAME)
                : disk.create(NAME, (long) SECTORS * SECTOR, false);
        List<Long> found = new ArrayList<>();
        next = read(file, found);
        executed.addAll(found);
        // A write that was cut off with its process may be read and lie in the drive's cache only.
        file.flush((token, result) -> settled(result), 0);
    }

    private void settled(int result) {
        if (result != 0) {
            throw new IllegalStateException("The keys were not flushed: " + result);
        }
        List<Done> all = Objects.requireNonNull(waiting);
        waiting = null;
        all.forEach(Done::onDurable);
    }

    /** All keys on a disk, once for each time that they are there. */
    static List<Long> keys(Disk disk) {
        List<Long> found = new ArrayList<>();
        if (disk.names().contains(NAME)) {
            DiskFile file = disk.open(NAME);
            read(file, found);
            file.close();
        }
        return found;
    }

    private static int read(DiskFile file, List<Long> into) {
        int end = 0;
        try (Arena own = Arena.ofConfined()) {
            MemorySegment chunk = own.allocate(CHUNK, SECTOR);
            for (int first = 0; first < SECTORS; first += CHUNK / SECTOR) {
                file.readNow((long) first * SECTOR, chunk, 0, CHUNK);
                for (int sector = 0; sector < CHUNK / SECTOR; sector++) {
                    long at = (long) sector * SECTOR;
                    long key = chunk.get(ValueLayout.JAVA_LONG, at + 8);
                    if (chunk.get(ValueLayout.JAVA_LONG, at) == (key ^ MAGIC)) {
                        into.add(key);
                        end = first + sector + 1;
                    }
                }
            }
        }
        return end;
    }

    /** Executes a key, if it was not executed before: it is durable when the completion comes. */
    void execute(long key, Done done) {
        if (executed.contains(key)) {
            if (waiting == null) {
                done.onDurable();
            } else {
                waiting.add(done);
            }
            return;
        }
        MemorySegment sector = free.isEmpty() ? arena.allocate(SECTOR, SECTOR) : free.remove();
        sector.set(ValueLayout.JAVA_LONG, 0, key ^ MAGIC);
        sector.set(ValueLayout.JAVA_LONG, 8, key);
        long position = (long) next++ * SECTOR;
        file.write(
                position,
                sector,
                0,
                SECTOR,
                true,
                (token, result) -> {
                    if (result != SECTOR) {
                        throw new IllegalStateException("A key was not written: " + result);
                    }
                    free.add(sector);
                    executed.add(key);
                    done.onDurable();
                },
                key);
    }
}
