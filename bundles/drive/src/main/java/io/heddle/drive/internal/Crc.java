package io.heddle.drive.internal;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * CRC32C over native memory without garbage. The JDK's checksum wants a ByteBuffer, so the views of
 * the segments seen last are kept.
 */
final class Crc {
    private static final int VIEWS = 8;

    private final CRC32C crc = new CRC32C();
    private final MemorySegment[] segments = new MemorySegment[VIEWS];
    private final ByteBuffer[] views = new ByteBuffer[VIEWS];
    private final ByteBuffer seed = ByteBuffer.allocateDirect(24).order(ByteOrder.LITTLE_ENDIAN);
    private int victim;

    /** The checksum of some bytes. */
    int of(MemorySegment memory, long offset, int lengthBytes) {
        crc.reset();
        return add(memory, offset, lengthBytes);
    }

    /** The checksum of some bytes, seeded so that the same bytes elsewhere have another one. */
    int seeded(long seed1, MemorySegment memory, long offset, int lengthBytes) {
        crc.reset();
        seed.clear();
        seed.putLong(seed1).flip();
        crc.update(seed);
        return add(memory, offset, lengthBytes);
    }

    /**
     * The checksum of a block, seeded with its place in the file and the low half of the record that
     * wrote it, so that lost and misdirected writes are found.
     */
    int block(long inode, long block, int generation, MemorySegment memory, long offset) {
        crc.reset();
        seed.clear();
        seed.putLong(inode).putLong(block).putInt(generation).flip();
        crc.update(seed);
        return add(memory, offset, BlockSpace.BLOCK_BYTES);
    }

    /** Goes on over more bytes. @return the checksum so far */
    int add(MemorySegment memory, long offset, int lengthBytes) {
        ByteBuffer view = view(memory);
        view.limit((int) offset + lengthBytes).position((int) offset);
        crc.update(view);
        return (int) crc.getValue();
    }

    // Equal segments may be views of memory that was freed and came back: only the same object
    // counts.
    @SuppressWarnings("MemorySegmentReferenceEquality")
    private ByteBuffer view(MemorySegment memory) {
        for (int i = 0; i < VIEWS; i++) {
            if (segments[i] == memory) {
                return views[i];
            }
        }
        ByteBuffer view = memory.asByteBuffer();
        segments[victim] = memory;
        views[victim] = view;
        victim = (victim + 1) % VIEWS;
        return view;
    }
}
