package io.heddle.testkit.sim;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.TreeMap;

/** The bytes of a file, zeros where nothing was written, kept as pages in order. */
final class SimImage {
    private static final int PAGE_BYTES = 4096;

    private final TreeMap<Long, byte[]> pages = new TreeMap<>();

    void read(long position, MemorySegment to, long offset, int lengthBytes) {
        int done = 0;
        while (done < lengthBytes) {
            long at = position + done;
            int within = (int) (at % PAGE_BYTES);
            int bytes = Math.min(lengthBytes - done, PAGE_BYTES - within);
            byte[] page = pages.get(at / PAGE_BYTES);
            if (page == null) {
                to.asSlice(offset + done, bytes).fill((byte) 0);
            } else {
                MemorySegment.copy(page, within, to, ValueLayout.JAVA_BYTE, offset + done, bytes);
            }
            done += bytes;
        }
    }

    void write(long position, byte[] from, int index, int lengthBytes) {
        int done = 0;
        while (done < lengthBytes) {
            long at = position + done;
            int within = (int) (at % PAGE_BYTES);
            int bytes = Math.min(lengthBytes - done, PAGE_BYTES - within);
            byte[] page = pages.computeIfAbsent(at / PAGE_BYTES, key -> new byte[PAGE_BYTES]);
            System.arraycopy(from, index + done, page, within, bytes);
            done += bytes;
        }
    }

    /** Flips one bit. */
    void flip(long position, int bit) {
        byte[] page = pages.computeIfAbsent(position / PAGE_BYTES, key -> new byte[PAGE_BYTES]);
        page[(int) (position % PAGE_BYTES)] ^= (byte) (1 << bit);
    }

    /** The position of the n-th page that was written, n taken modulo their number, or -1. */
    long writtenPage(long n) {
        if (pages.isEmpty()) {
            return -1;
        }
        int wanted = (int) Long.remainderUnsigned(n, pages.size());
        return pages.keySet().stream().skip(wanted).findFirst().orElseThrow() * PAGE_BYTES;
    }

    SimImage copy() {
        SimImage copy = new SimImage();
        pages.forEach((number, bytes) -> copy.pages.put(number, bytes.clone()));
        return copy;
    }
}
