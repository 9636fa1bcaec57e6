package io.heddle.testkit.sim;

import io.heddle.net.Datagram;
import io.heddle.net.ForwardingPort;
import io.heddle.net.NetCapability;
import io.heddle.net.NetPort;
import io.heddle.runtime.Env;
import io.heddle.runtime.Timer;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/**
 * A port that treats what it sends as a bad link would, for real networks. Every datagram of the wire
 * has a fate of its own: packet filters see a buffer of segments (GSO) as one packet and drop 44
 * datagrams at once, which no link does. Which datagrams are struck follows from the seed.
 */
public final class ImpairedPort extends ForwardingPort {
    /** No faults: bursts go straight to the port below. */
    public static final LinkFaults CLEAN = LinkFaults.NONE.delay(0, 0);

    /** Datagrams that wait for their time; what comes on top is lost. */
    private static final int HELD_MOST = 1 << 14;

    /** A port that took only a part of a burst gets the rest after so long. */
    private static final long RETRY_NS = 200_000;

    /** What late datagrams are late by at least: enough for others to overtake. */
    private static final long REORDER_LEAST_NS = 50_000;

    private record Held(long dueNs, long number, Datagram datagram) {}

    private final Env env;
    private final SplittableRandom random;
    private final Timer timer;
    private final PriorityQueue<Held> held = new PriorityQueue<>(
            Comparator.comparingLong(Held::dueNs).thenComparingLong(Held::number));
    private final ArrayDeque<Datagram> waiting = new ArrayDeque<>();
    private final Pieces pieces = new Pieces();
    private LinkFaults faults;
    private boolean clean;
    private long number;
    private long lost;
    private long duplicated;
    private long delayed;
    private long corrupted;

    /**
     * A port in front of another one, which it closes with itself.
     *
     * @param env of the loop that drives it
     * @param random decides every fate
     * @param faults without a rate: it shapes no traffic
     */
    public ImpairedPort(NetPort port, Env env, SplittableRandom random, LinkFaults faults) {
        super(port);
        this.env = env;
        this.random = random;
        this.faults = faults;
        timer = env.timer(this::release);
        faults(faults);
    }

    /** Treats what is sent from now on like this; what is held comes when it is due. */
    public void faults(LinkFaults now) {
        if (now.bytesPerSecond() > 0) {
            throw new IllegalArgumentException("An impaired port shapes no traffic.");
        }
        faults = now;
        clean = now.equals(CLEAN);
    }

    @Override
    public int txBurst(Datagram[] burst, int from, int count) {
        release();
        if (!waiting.isEmpty()) {
            return 0;
        }
        if (clean) {
            return port.txBurst(burst, from, count);
        }
        for (int index = from; index < from + count; index++) {
            cut(burst[index]);
        }
        sendPieces();
        arm();
        return count;
    }

    /** Takes a buffer of segments apart where one of them is struck; the rest goes on together. */
    private void cut(Datagram whole) {
        int length = whole.lengthBytes();
        int segment = whole.segmentBytes() > 0 ? whole.segmentBytes() : Math.max(length, 1);
        int start = 0;
        int next = 0;
        do {
            int bytes = Math.min(segment, length - next);
            if (!passes(whole, next, bytes)) {
                pieces.add(whole, start, next, segment);
                start = next + bytes;
            }
            next += bytes;
        } while (next < length);
        pieces.add(whole, start, length, segment);
    }

    /** Decides what becomes of one datagram of the wire; false if it does not go now. */
    private boolean passes(Datagram whole, int start, int bytes) {
        if (strikes(faults.lossRate())) {
            lost++;
            return false;
        }
        if (strikes(faults.duplicateRate())) {
            duplicated++;
            hold(copy(whole, start, bytes), delayNs());
        }
        if (strikes(faults.corruptRate())) {
            corrupted++;
            Datagram bad = copy(whole, start, bytes);
            int at = random.nextInt(Math.max(bytes, 1));
            byte old = bad.memory().get(ValueLayout.JAVA_BYTE, at);
            bad.memory().set(ValueLayout.JAVA_BYTE, at, (byte) (old ^ 1 << random.nextInt(8)));
            hold(bad, delayNs());
            return false;
        }
        boolean late = strikes(faults.reorderRate());
        if (!late && faults.maxDelayNs() == 0) {
            return true;
        }
        delayed++;
        long lateNs = late ? lateNs() : 0;
        hold(copy(whole, start, bytes), delayNs() + lateNs);
        return false;
    }

    private boolean strikes(double rate) {
        return rate > 0 && random.nextDouble() < rate;
    }

    private long delayNs() {
        long spreadNs = faults.maxDelayNs() - faults.minDelayNs();
        return faults.minDelayNs() + (spreadNs > 0 ? random.nextLong(spreadNs) : 0);
    }

    private long lateNs() {
        long spreadNs = 10 * Math.max(faults.maxDelayNs(), REORDER_LEAST_NS);
        return REORDER_LEAST_NS + random.nextLong(spreadNs);
    }

    private void hold(Datagram datagram, long delayNs) {
        if (held.size() == HELD_MOST) {
            lost++;
        } else {
            held.add(new Held(env.nanoTime() + delayNs, number++, datagram));
        }
    }

    /** Its own memory: the caller's may be reused. */
    private static Datagram copy(Datagram whole, int start, int bytes) {
        // Freed with the last reference to it; a test's port may cost that.
        MemorySegment memory = MemorySegment.ofBuffer(java.nio.ByteBuffer.allocateDirect(bytes));
        MemorySegment.copy(whole.memory(), whole.offset() + start, memory, 0, bytes);
        var copy = new Datagram(memory, 0, bytes);
        copy.set(bytes, 0);
        copy.remote(whole.remoteHigh(), whole.remoteLow(), whole.remotePort());
        return copy;
    }

    private void sendPieces() {
        int taken = port.txBurst(pieces.burst(), 0, pieces.count());
        for (int index = taken; index < pieces.count(); index++) {
            Datagram rest = pieces.burst()[index];
            int segmentBytes = rest.segmentBytes();
            Datagram copy = copy(rest, 0, rest.lengthBytes());
            copy.set(rest.lengthBytes(), segmentBytes);
            waiting.add(copy);
        }
        pieces.clear();
    }

    /** Sends what waits and what is due. */
    private void release() {
        if (waiting.isEmpty() && held.isEmpty()) {
            return;
        }
        while (!waiting.isEmpty() && send(waiting.peek())) {
            waiting.remove();
        }
        long nowNs = env.nanoTime();
        while (!held.isEmpty() && held.peek().dueNs <= nowNs) {
            Datagram datagram = held.remove().datagram;
            if (!send(datagram)) {
                lost++;
            }
        }
        arm();
    }

    private boolean send(Datagram datagram) {
        return port.txBurst(new Datagram[] {datagram}, 0, 1) == 1;
    }

    private void arm() {
        long dueNs = held.isEmpty() ? Long.MAX_VALUE : held.peek().dueNs;
        if (!waiting.isEmpty()) {
            dueNs = Math.min(dueNs, env.nanoTime() + RETRY_NS);
        }
        if (dueNs != Long.MAX_VALUE) {
            timer.startAt(dueNs);
        }
    }

    /** Datagrams that were dropped; one on the wire each, as in all counts here. */
    public long lost() {
        return lost;
    }

    /** Datagrams that were sent twice. */
    public long duplicated() {
        return duplicated;
    }

    /** Datagrams that were held for a while. */
    public long delayed() {
        return delayed;
    }

    /** Datagrams with a flipped bit. */
    public long corrupted() {
        return corrupted;
    }

    /** Nothing that takes its fate out of our hands: what is lent to the caller would pass us by. */
    @Override
    public <T extends NetCapability> @Nullable T capability(Class<T> type) {
        return type == NetCapability.ZeroCopy.class ? null : port.capability(type);
    }

    @Override
    public void quiesce() {
        held.clear();
        waiting.clear();
        port.quiesce();
    }

    @Override
    public void close() {
        timer.cancel();
        held.clear();
        waiting.clear();
        port.close();
    }

    /** The parts of a burst that go now. */
    private static final class Pieces {
        private Datagram[] burst = new Datagram[64];
        private int count;

        void add(Datagram whole, int start, int end, int segmentBytes) {
            if (end <= start && whole.lengthBytes() > 0) {
                return;
            }
            if (count == burst.length) {
                burst = java.util.Arrays.copyOf(burst, 2 * count);
            }
            int bytes = end - start;
            Datagram piece = whole;
            if (bytes != whole.lengthBytes()) {
                piece = new Datagram(whole.memory(), whole.offset() + start, bytes);
                piece.set(bytes, segmentBytes < bytes ? segmentBytes : 0);
                piece.remote(whole.remoteHigh(), whole.remoteLow(), whole.remotePort());
            }
            burst[count++] = piece;
        }

        Datagram[] burst() {
            return burst;
        }

        int count() {
            return count;
        }

        void clear() {
            count = 0;
        }
    }
}
