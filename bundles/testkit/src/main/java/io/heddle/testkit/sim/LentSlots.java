package io.heddle.testkit.sim;

import io.heddle.net.Datagram;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.BitSet;

/**
 * Memory of a port that datagrams stand for. What is taken back is overwritten, and after closing any
 * access throws, so that a user who keeps it too long is found out.
 */
final class LentSlots implements AutoCloseable {
    private static final byte GONE = (byte) 0xee;

    /** Headers and what follows; all of a long datagram would take the simulator too long. */
    private static final int MOST_SPOILT = 2_048;

    private final Arena arena = Arena.ofConfined();
    private final int slotBytes;
    private final BitSet lent = new BitSet();
    private final MemorySegment memory;
    private final ByteBuffer view;

    LentSlots(int slots, int slotBytes) {
        this.slotBytes = slotBytes;
        memory = arena.allocate((long) slots * slotBytes, 64);
        view = memory.asByteBuffer();
    }

    /** Lets a datagram stand for a slot; false if there is none of that number. */
    boolean lend(Datagram datagram, int slot) {
        long at = (long) slot * slotBytes;
        if (at >= memory.byteSize()) {
            return false;
        }
        lent.set(slot);
        datagram.lent(memory, view, at, slotBytes);
        return true;
    }

    void takeBack(int slot) {
        if (lent.get(slot)) {
            lent.clear(slot);
            memory.asSlice((long) slot * slotBytes, Math.min(slotBytes, MOST_SPOILT))
                    .fill(GONE);
        }
    }

    void takeBack() {
        for (int slot = lent.nextSetBit(0); slot >= 0; slot = lent.nextSetBit(slot + 1)) {
            takeBack(slot);
        }
    }

    @Override
    public void close() {
        arena.close();
    }
}
