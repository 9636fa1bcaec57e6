package io.heddle.bench.attack;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** The latest datagrams of each size that came by: those of one size leave in one buffer (GSO). */
final class Captures {
    static final int MOST_BYTES = 1_400;
    private static final int MOST_SIZES = 64;
    private static final int OF_ONE_SIZE = 1_024;

    /** The latest of one size. */
    private static final class Ring {
        private final int bytes;
        private final MemorySegment memory;
        private int next;
        private int count;

        Ring(Arena arena, int bytes) {
            this.bytes = bytes;
            memory = arena.allocate((long) OF_ONE_SIZE * bytes, 8);
        }
    }

    private final Arena arena;
    private final SplittableRandom random;
    private final Map<Integer, Ring> bySize = new HashMap<>();
    private final List<Ring> rings = new ArrayList<>();
    private long newestPacket = -1;

    Captures(Arena arena, SplittableRandom random) {
        this.arena = arena;
        this.random = random;
    }

    /** Keeps a copy, if it is sealed, of a session, and not a probe of the path. */
    void see(MemorySegment from, long at, int bytes) {
        if (bytes > MOST_BYTES
                || bytes <= Wire.HEADER_BYTES
                || Wire.datagramClass(from, at) != Wire.DATA
                || !Wire.isSealed(from, at)) {
            return;
        }
        var ring = bySize.get(bytes);
        if (ring == null) {
            if (rings.size() == MOST_SIZES) {
                return;
            }
            ring = new Ring(arena, bytes);
            bySize.put(bytes, ring);
            rings.add(ring);
        }
        MemorySegment.copy(from, at, ring.memory, (long) ring.next * bytes, bytes);
        ring.next = (ring.next + 1) % OF_ONE_SIZE;
        ring.count = Math.min(ring.count + 1, OF_ONE_SIZE);
        newestPacket = Math.max(newestPacket, Wire.packet(from, at));
    }

    boolean isEmpty() {
        return rings.isEmpty();
    }

    /** The largest packet number so far. */
    long newestPacket() {
        return newestPacket;
    }

    /**
     * Copies random ones of one random size, one behind the other, into {@code to}.
     *
     * @return their size
     */
    int copy(MemorySegment to, long at, int count) {
        var ring = rings.get(random.nextInt(rings.size()));
        for (int i = 0; i < count; i++) {
            long which = random.nextInt(ring.count);
            MemorySegment.copy(
                    ring.memory, which * ring.bytes, to, at + (long) i * ring.bytes, ring.bytes);
        }
        return ring.bytes;
    }
}
