package io.heddle.dpdk.frames;

import static io.heddle.dpdk.frames.NeighbourState.FAILED;
import static io.heddle.dpdk.frames.NeighbourState.INCOMPLETE;
import static io.heddle.dpdk.frames.NeighbourState.PROBE;
import static io.heddle.dpdk.frames.NeighbourState.REACHABLE;
import static io.heddle.dpdk.frames.NeighbourState.STALE;

import io.heddle.net.NetAddress;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * Who has which Ethernet address: one table for ARP (RFC 826) and neighbour discovery (RFC 4861).
 *
 * <p>Only sending makes a row, so strangers cannot fill the table. Only an answer to a question is
 * believed: a word that a neighbour has moved makes the table ask the known station first, and
 * believe another one only when that is silent.
 */
final class Neighbours {
    /** How often one question is asked; the pauses double from 100 ms, in sum 2.5 s. */
    static final int MOST_ASKS = 5;

    /** How often the known station is asked alone, then all. */
    static final int KNOWN_ASKS = 3;

    static final int ALL_ASKS = 3;

    static final long MS = 1_000_000;
    static final long FIRST_PAUSE_NS = 100 * MS;
    static final long MOST_PAUSE_NS = 1_000 * MS;
    static final long KNOWN_PAUSE_NS = 200 * MS;
    static final long ALL_PAUSE_NS = 500 * MS;

    /** REACHABLE_TIME of RFC 4861. */
    static final long REACHABLE_NS = 30_000 * MS;

    /** A row used within this is asked about when its time is over, others wait for use. */
    static final long IN_USE_NS = 5_000 * MS;

    /** How long nothing is sent and nobody is asked after a failure. */
    static final long FAILED_NS = 3_000 * MS;

    /** Unused rows go after this. */
    static final long FORGET_NS = 600_000 * MS;

    static final long TICK_NS = 50 * MS;

    /** Asks who has an address. */
    @FunctionalInterface
    interface Asker {
        /**
         * @param mac the station to ask, or {@link Mac#BROADCAST} for all
         */
        void ask(long high, long low, long mac);
    }

    private final Asker asker;
    private final FrameCounts counts;
    private final PendingFrames pending;
    private final @Nullable NeighbourState[] states;
    private final long[] highs;
    private final long[] lows;
    private final long[] macs;
    private final int[] generations;
    private final boolean[] used;
    private final long[] usedNs;
    private final long[] dueNs;
    private final int[] asks;

    /** Rows beyond were never used. */
    private int rows;

    private int probing;
    private long tickNs;

    Neighbours(int capacity, Asker asker, PendingFrames pending, FrameCounts counts, long nowNs) {
        this.asker = asker;
        this.pending = pending;
        this.counts = counts;
        states = new NeighbourState[capacity];
        highs = new long[capacity];
        lows = new long[capacity];
        macs = new long[capacity];
        generations = new int[capacity];
        used = new boolean[capacity];
        usedNs = new long[capacity];
        dueNs = new long[capacity];
        asks = new int[capacity];
        tickNs = nowNs;
    }

    /** The row of an address, or -1. */
    int find(long high, long low) {
        for (int row = 0; row < rows; row++) {
            if (lows[row] == low && highs[row] == high && states[row] != null) {
                return row;
            }
        }
        return -1;
    }

    /** The row of an address to send to; makes it and asks where there is none. */
    int resolve(long high, long low, long nowNs) {
        int row = find(high, low);
        if (row < 0) {
            row = place();
            highs[row] = high;
            lows[row] = low;
            begin(row, nowNs);
        } else if (states[row] == FAILED && nowNs - dueNs[row] >= 0) {
            begin(row, nowNs);
        }
        used[row] = true;
        usedNs[row] = nowNs;
        return row;
    }

    boolean is(int row, long high, long low) {
        return states[row] != null && lows[row] == low && highs[row] == high;
    }

    boolean isUsable(int row) {
        NeighbourState state = states[row];
        return state != null && state.isUsable();
    }

    boolean isIncomplete(int row) {
        return states[row] == INCOMPLETE;
    }

    /** Changes whenever what was built from a row must not be sent any more. */
    int generation(int row) {
        return generations[row];
    }

    long mac(int row) {
        return macs[row];
    }

    /** Something is sent there; cheap enough for each datagram. */
    void use(int row) {
        used[row] = true;
    }

    /** Whether a neighbour is asked again, so that traffic from it would tell something. */
    boolean isProbing() {
        return probing > 0;
    }

    /** Keeps a frame until the neighbour of a row answers; or tells the port that it is dropped. */
    void hold(int row, long handle, long frame) {
        pending.hold(row, handle, frame);
    }

    /** A station says in answer to us that it has an address. */
    void answered(long high, long low, long mac, long nowNs) {
        int row = find(high, low);
        NeighbourState state = row < 0 ? null : states[row];
        if (state == INCOMPLETE) {
            learn(row, mac, nowNs);
        } else if (state == PROBE && macs[row] == mac) {
            reach(row, nowNs);
        } else if (state == PROBE && asks[row] > KNOWN_ASKS) {
            counts.add(FrameCount.NEIGHBOUR_MOVED);
            learn(row, mac, nowNs);
        } else if (state != null) {
            doubt(row, state, mac, nowNs);
        } else {
            counts.add(FrameCount.DROPPED_CONTROL);
        }
    }

    /** A station says so unasked, or asks us for something and says it by the way. */
    void mentioned(long high, long low, long mac, long nowNs) {
        int row = find(high, low);
        NeighbourState state = row < 0 ? null : states[row];
        if (state == INCOMPLETE) {
            learn(row, mac, nowNs);
        } else if (state != null) {
            doubt(row, state, mac, nowNs);
        }
    }

    /** Data came from a neighbour's address and station: as good as an answer, while one is due. */
    void heard(int row, long mac, long nowNs) {
        if (states[row] == PROBE && macs[row] == mac) {
            reach(row, nowNs);
        }
    }

    private void doubt(int row, NeighbourState state, long mac, long nowNs) {
        if (state == FAILED) {
            dueNs[row] = nowNs;
        } else if (macs[row] != mac) {
            counts.add(FrameCount.NEIGHBOUR_DOUBTED);
            if (state != PROBE) {
                probe(row, nowNs);
            }
        }
    }

    private void begin(int row, long nowNs) {
        macs[row] = 0;
        enter(row, INCOMPLETE);
        asks[row] = 0;
        ask(row, nowNs);
    }

    private void probe(int row, long nowNs) {
        enter(row, PROBE);
        asks[row] = 0;
        ask(row, nowNs);
    }

    private void ask(int row, long nowNs) {
        boolean isFirst = states[row] == INCOMPLETE;
        boolean isKnown = !isFirst && asks[row] < KNOWN_ASKS;
        long pause = isFirst
                ? Math.min(FIRST_PAUSE_NS << asks[row], MOST_PAUSE_NS)
                : isKnown ? KNOWN_PAUSE_NS : ALL_PAUSE_NS;
        asks[row]++;
        dueNs[row] = nowNs + pause;
        asker.ask(highs[row], lows[row], isKnown ? macs[row] : Mac.BROADCAST);
    }

    private void learn(int row, long mac, long nowNs) {
        if (macs[row] != mac) {
            macs[row] = mac;
            generations[row]++;
        }
        reach(row, nowNs);
        pending.resolve(row, mac);
    }

    private void reach(int row, long nowNs) {
        enter(row, REACHABLE);
        dueNs[row] = nowNs + REACHABLE_NS;
    }

    private void enter(int row, @Nullable NeighbourState state) {
        probing += (state == PROBE ? 1 : 0) - (states[row] == PROBE ? 1 : 0);
        states[row] = state;
    }

    /** Nobody is there: what waits is dropped. */
    private void fail(int row, long nowNs) {
        counts.add(FrameCount.NEIGHBOUR_FAILED);
        enter(row, FAILED);
        generations[row]++;
        dueNs[row] = nowNs + FAILED_NS;
        pending.dropAll(row);
    }

    private void free(int row) {
        enter(row, null);
        generations[row]++;
        pending.dropAll(row);
    }

    /** A free row, if need be that of the neighbour that is missed least. */
    private int place() {
        for (int row = 0; row < rows; row++) {
            if (states[row] == null) {
                return row;
            }
        }
        if (rows < states.length) {
            return rows++;
        }
        int least = 0;
        for (int row = 1; row < rows; row++) {
            int order = Integer.compare(worth(row), worth(least));
            if (order < 0 || order == 0 && usedNs[row] - usedNs[least] < 0) {
                least = row;
            }
        }
        counts.add(FrameCount.NEIGHBOUR_EVICTED);
        free(least);
        return least;
    }

    private int worth(int row) {
        NeighbourState state = states[row];
        return state == null
                ? 0
                : switch (state) {
                    case FAILED -> 1;
                    case STALE -> 2;
                    case REACHABLE, PROBE -> 3;
                    case INCOMPLETE -> 4;
                };
    }

    /** What is due; cheap enough for each turn of a loop. */
    void tick(long nowNs) {
        if (nowNs - tickNs < 0) {
            return;
        }
        tickNs = nowNs + TICK_NS;
        for (int row = 0; row < rows; row++) {
            NeighbourState state = states[row];
            if (state != null) {
                if (used[row]) {
                    used[row] = false;
                    usedNs[row] = nowNs;
                }
                tick(row, state, nowNs - dueNs[row] >= 0, nowNs);
            }
        }
    }

    private void tick(int row, NeighbourState state, boolean isDue, long nowNs) {
        long unusedNs = nowNs - usedNs[row];
        switch (state) {
            case INCOMPLETE -> askOrFail(row, isDue, MOST_ASKS, nowNs);
            case PROBE -> askOrFail(row, isDue, KNOWN_ASKS + ALL_ASKS, nowNs);
            case REACHABLE -> {
                if (isDue && unusedNs < IN_USE_NS) {
                    probe(row, nowNs);
                } else if (isDue) {
                    enter(row, STALE);
                }
            }
            case STALE -> {
                if (unusedNs == 0) {
                    probe(row, nowNs);
                } else if (unusedNs >= FORGET_NS) {
                    free(row);
                }
            }
            case FAILED -> {
                if (unusedNs >= FORGET_NS) {
                    free(row);
                }
            }
        }
    }

    private void askOrFail(int row, boolean isDue, int most, long nowNs) {
        if (isDue && asks[row] >= most) {
            fail(row, nowNs);
        } else if (isDue) {
            ask(row, nowNs);
        }
    }

    /** A copy for people. */
    List<Neighbour> list() {
        List<Neighbour> list = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            NeighbourState state = states[row];
            if (state != null) {
                list.add(new Neighbour(new NetAddress(highs[row], lows[row], 0), macs[row], state));
            }
        }
        return list;
    }

    /** Drops all that waits. */
    void close() {
        for (int row = 0; row < rows; row++) {
            pending.dropAll(row);
        }
    }
}
