package io.heddle.transport.internal;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/** Sessions by the index that this end chose: place in the lower 12 bits, random above. */
final class SessionTable {
    static final int PLACE_BITS = 12;
    static final int MOST = 1 << PLACE_BITS;

    private @Nullable SessionCore[] cores = new @Nullable SessionCore[16];
    private int count;

    /**
     * A free index.
     *
     * @param random makes it hard to guess
     * @return 0 when the table is full
     */
    int freeIndex(long random) {
        int place = 1;
        while (place < cores.length && cores[place] != null) {
            place++;
        }
        if (place == MOST) {
            return 0;
        }
        return (int) random << PLACE_BITS | place;
    }

    void add(SessionCore core) {
        int place = core.index & MOST - 1;
        if (place >= cores.length) {
            cores = Arrays.copyOf(cores, cores.length * 2);
        }
        cores[place] = core;
        count++;
    }

    void remove(SessionCore core) {
        int place = core.index & MOST - 1;
        if (place < cores.length && cores[place] == core) {
            cores[place] = null;
            count--;
        }
    }

    @Nullable
    SessionCore find(int index) {
        int place = index & MOST - 1;
        var core = place < cores.length ? cores[place] : null;
        return core != null && core.index == index ? core : null;
    }

    int count() {
        return count;
    }

    /** Places to look at with {@link #at}. */
    int places() {
        return cores.length;
    }

    @Nullable
    SessionCore at(int place) {
        return cores[place];
    }
}
