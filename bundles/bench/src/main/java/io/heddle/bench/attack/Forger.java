package io.heddle.bench.attack;

import io.heddle.net.Datagram;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;

/** Makes hostile datagrams out of captured ones, a buffer of one kind and size at a time. */
final class Forger {
    /** In one buffer: they are of at most {@link Captures#MOST_BYTES}, and a buffer has 64 KiB. */
    static final int TOGETHER = 32;

    /** So far ahead a sender can be that is not known to have stood still. */
    private static final int AHEAD = 100;

    private static final ValueLayout.OfLong NOISE = ValueLayout.JAVA_LONG_UNALIGNED;

    private final Captures captures;
    private final SplittableRandom random;

    Forger(Captures captures, SplittableRandom random) {
        this.captures = captures;
        this.random = random;
    }

    /** Fills a buffer with so many. */
    void fill(Datagram to, Forgery how, int count) {
        int bytes = captures.copy(to.memory(), to.offset(), count);
        for (int i = 0; i < count; i++) {
            spoil(to.memory(), to.offset() + (long) i * bytes, bytes, how);
        }
        to.set(count * bytes, count > 1 ? bytes : 0);
    }

    private void spoil(MemorySegment memory, long at, int bytes, Forgery how) {
        switch (how) {
            case REPLAYED -> {
                // It was right, once.
            }
            case FLIPPED -> {
                int bit = random.nextInt(bytes * 8);
                byte old = memory.get(ValueLayout.JAVA_BYTE, at + bit / 8);
                memory.set(ValueLayout.JAVA_BYTE, at + bit / 8, (byte) (old ^ 1 << bit % 8));
            }
            case FORGED -> {
                Wire.packet(memory, at, captures.newestPacket() + 1 + random.nextInt(AHEAD));
                long end = at + bytes;
                for (long word = at + Wire.HEADER_BYTES; word + 8 <= end; word += 8) {
                    memory.set(NOISE, word, random.nextLong());
                }
                memory.set(NOISE, end - 8, random.nextLong());
            }
        }
    }
}
