package io.heddle.testkit.sim;

import io.heddle.runtime.Disk;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What a drive holds of a file: what a read sees now, what is surely durable, and the writes between
 * the two. At a power cut each of these writes is dropped, kept or torn at its sectors.
 */
final class SimFile {
    /** A write that no flush has made durable; {@code superseded} sectors were overwritten durably. */
    static final class Write {
        final long position;
        final byte[] bytes;
        final BitSet superseded = new BitSet();
        long completed;

        Write(long position, byte[] bytes) {
            this.position = position;
            this.bytes = bytes;
        }

        int sectors() {
            return bytes.length / Disk.SECTOR_BYTES;
        }
    }

    final long sizeBytes;
    private final List<Write> inFlight = new ArrayList<>();
    private final List<Write> unflushed = new ArrayList<>();
    private SimImage current = new SimImage();
    private SimImage durable = new SimImage();
    private long completions;

    SimFile(long sizeBytes) {
        this.sizeBytes = sizeBytes;
    }

    SimImage current() {
        return current;
    }

    SimImage durable() {
        return durable;
    }

    int unflushed() {
        return unflushed.size() + inFlight.size();
    }

    void begin(Write write) {
        inFlight.add(write);
    }

    /** A write is done: seen by reads, and durable if it says so. */
    void complete(Write write, boolean isDurable) {
        inFlight.remove(write);
        current.write(write.position, write.bytes, 0, write.bytes.length);
        if (isDurable) {
            durable.write(write.position, write.bytes, 0, write.bytes.length);
            supersede(write);
        } else {
            write.completed = ++completions;
            unflushed.add(write);
        }
    }

    /** A write failed or was cut off: any of its sectors may have been written. */
    void tear(Write write, SplittableRandom random) {
        inFlight.remove(write);
        write.completed = ++completions;
        for (int sector = 0; sector < write.sectors(); sector++) {
            if (random.nextBoolean()) {
                sector(write, sector, current);
            } else {
                write.superseded.set(sector);
            }
        }
        unflushed.add(write);
    }

    private void supersede(Write newer) {
        for (Write older : unflushed) {
            long from = Math.max(older.position, newer.position);
            long to = Math.min(
                    older.position + older.bytes.length, newer.position + newer.bytes.length);
            if (from < to) {
                older.superseded.set((int) ((from - older.position) / Disk.SECTOR_BYTES), (int)
                        ((to - older.position) / Disk.SECTOR_BYTES));
            }
        }
    }

    /** The mark of a flush that starts now. */
    long flushMark() {
        return completions;
    }

    /** A flush is done: what was complete when it started is durable. */
    void flushed(long mark) {
        for (Write write : unflushed) {
            if (write.completed <= mark) {
                keep(write);
            }
        }
        // What was written later over the same sectors stays on top of what is durable now.
        unflushed.removeIf(write -> write.completed <= mark);
    }

    /** The process died: each write in flight has arrived whole, in part or not at all. */
    void abandon(SplittableRandom random) {
        for (Write write : List.copyOf(inFlight)) {
            switch (random.nextInt(3)) {
                case 0 -> inFlight.remove(write);
                case 1 -> complete(write, false);
                default -> tear(write, random);
            }
        }
    }

    /** The power went: see the class. */
    void powerCut(SplittableRandom random) {
        abandon(random);
        for (Write write : unflushed) {
            int fate = random.nextInt(3);
            for (int sector = 0; sector < write.sectors(); sector++) {
                boolean kept = fate == 0 || (fate == 1 && random.nextBoolean());
                if (kept && !write.superseded.get(sector)) {
                    sector(write, sector, durable);
                }
            }
        }
        unflushed.clear();
        current = durable.copy();
    }

    private void keep(Write write) {
        for (int sector = 0; sector < write.sectors(); sector++) {
            if (!write.superseded.get(sector)) {
                sector(write, sector, durable);
            }
        }
    }

    private static void sector(Write write, int sector, SimImage image) {
        int index = sector * Disk.SECTOR_BYTES;
        image.write(write.position + index, write.bytes, index, Disk.SECTOR_BYTES);
    }
}
