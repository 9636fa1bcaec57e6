package io.heddle.transport.internal;

import io.heddle.layout.AddressBook;
import io.heddle.net.Datagram;
import io.heddle.runtime.Counters;
import io.heddle.transport.KeySource;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.IntPredicate;

/**
 * Virtual time and a network with faults: one thread steps all loops. Datagrams travel in pooled
 * buffers, so that a world without faults allocates nothing per datagram.
 */
final class FakeWorld implements AutoCloseable {
    /** What the network does to datagrams; the storm test has worse ones. */
    static final class Faults {
        double loss;
        int mtuBytes = 60_000;
        int receiveBuffer = 4096;

        /** Whether datagrams arrive with the mark CE. */
        boolean marks;
    }

    /** A datagram on its way. */
    static final class Flight {
        final MemorySegment memory;
        int bytes;
        /** The port it goes to in the upper half, the one that it came from in the lower. */
        int port;

        long dueNs;
        long order;

        Flight(Arena arena) {
            memory = arena.allocate(1 << 16);
        }
    }

    static final int FIRST_PORT = 1000;
    long latencyNs = 20_000;

    final Arena arena = Arena.ofShared();
    final SplittableRandom random;
    final Faults faults = new Faults();
    final AddressBook book = new AddressBook();
    final Counters counters = new Counters();

    /** Of nodes that are made after it was set; {@code -Dheddle.sealed=true} seals any test. */
    KeySource keys;

    final List<FakeLoop> loops = new ArrayList<>();
    /** By number, for numbers from 1000. */
    final ArrayList<@Nullable FakePort> ports = new ArrayList<>();

    /** Sees every datagram that is sent, when set. */
    @Nullable
    Consumer<byte[]> tap;

    /** Which datagrams pass, by their ends, when set. */
    @Nullable
    BiPredicate<FakePort, FakePort> route;

    /** Which datagrams pass, by their size, when set. */
    @Nullable
    IntPredicate filter;

    private final ArrayList<Flight> spare = new ArrayList<>();
    private final PriorityQueue<Flight> late = new PriorityQueue<>((a, b) ->
            a.dueNs != b.dueNs ? Long.compare(a.dueNs, b.dueNs) : Long.compare(a.order, b.order));
    private long orders;
    private long limitNs = Long.MAX_VALUE;
    long nowNs = 1_000_000_000L;

    FakeWorld(long seed) {
        this(seed, Boolean.getBoolean("heddle.sealed"));
    }

    FakeWorld(long seed, boolean sealed) {
        random = new SplittableRandom(seed);
        keys = sealed ? new FakeKeys(1) : KeySource.OPEN;
    }

    FakeLoop loop(String name) {
        var loop = new FakeLoop(this, name);
        loops.add(loop);
        return loop;
    }

    /** A port on the NIC of 198.18.0.nic, or of 127.0.0.1 for 0. */
    FakePort port(int nic) {
        var port = new FakePort(this, FIRST_PORT + ports.size(), nic);
        ports.add(port);
        return port;
    }

    void send(Datagram datagram, int from, int bytes, FakePort source) {
        if (tap != null) {
            tap.accept(datagram.memory().asSlice(from, bytes).toArray(Bytes.U8));
        }
        if (faults.loss > 0 && random.nextDouble() < faults.loss) {
            return;
        }
        if (filter != null && !filter.test(bytes)) {
            return;
        }
        var target = ports.get(datagram.remotePort() - FIRST_PORT);
        if (route != null && target != null && !route.test(source, target)) {
            return;
        }
        var flight = spare.isEmpty() ? new Flight(arena) : spare.removeLast();
        MemorySegment.copy(datagram.memory(), from, flight.memory, 0, bytes);
        flight.bytes = bytes;
        flight.port = datagram.remotePort() << 16 | source.number;
        flight.dueNs = nowNs + latencyNs;
        flight.order = orders++;
        late.add(flight);
    }

    void recycle(Flight flight) {
        spare.add(flight);
    }

    /** Delivers, turns every loop, then moves the clock to the next event; false when all is idle. */
    boolean step() {
        while (!late.isEmpty() && late.peek().dueNs <= nowNs) {
            var flight = late.poll();
            var port = ports.get((flight.port >>> 16) - FIRST_PORT);
            if (port == null || port.waiting() >= faults.receiveBuffer) {
                recycle(flight);
            } else {
                port.deliver(flight);
            }
        }
        boolean busy = false;
        long next = late.isEmpty() ? Long.MAX_VALUE : late.peek().dueNs;
        for (int i = 0; i < loops.size(); i++) {
            busy |= loops.get(i).turn();
        }
        for (int i = 0; i < loops.size(); i++) {
            next = Math.min(next, loops.get(i).nextTimerNs());
        }
        if (!late.isEmpty()) {
            next = Math.min(next, late.peek().dueNs);
        }
        if (busy) {
            nowNs += 1_000;
            return true;
        }
        if (next == Long.MAX_VALUE) {
            return false;
        }
        nowNs = Math.min(Math.max(nowNs + 1_000, next), Math.max(limitNs, nowNs + 1_000));
        return true;
    }

    void run(long forNs) {
        long end = nowNs + forNs;
        limitNs = end;
        while (nowNs < end && step()) {
            // Each step moves the clock.
        }
        limitNs = Long.MAX_VALUE;
        nowNs = Math.max(nowNs, end);
    }

    long count(String name, int node) {
        return counters.counter("heddle_transport_%s_total{node=\"%s\"}"
                        .formatted(name, TransportCounters.nodeName(node)))
                .value();
    }

    @Override
    public void close() {
        arena.close();
    }
}
