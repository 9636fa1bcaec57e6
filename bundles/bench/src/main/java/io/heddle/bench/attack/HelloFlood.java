package io.heddle.bench.attack;

import io.heddle.net.Datagram;
import io.heddle.net.NetAddress;

import java.lang.foreign.Arena;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * HELLOs at a steady rate from many ports, each as if from another node that has just started: one
 * in four without a cookie, one with a wrong one, and two with a right one and a wrong proof. The
 * last is dearest to the victim, since it has to compute the proof.
 */
public final class HelloFlood implements AutoCloseable {
    private static final int PORTS = 32;

    /** From one port before the next one's turn. */
    private static final int BURST = 16;

    /** What was missed while the thread did not run is not made up for in one go. */
    private static final int BEHIND_MOST = 1_024;

    private static final long TICK_NS = 500_000;

    /** Incarnation and cookie of a port last so long; a cookie is good for 17 s at least. */
    private static final long STRANGER_NS = TimeUnit.SECONDS.toNanos(1);

    private static final int ANSWER_BYTES = 2_048;
    private static final int FIRST_CLIENT = 1 << 16;
    private static final int NODES = 1 << 10;

    /** A port, and who it says that it is. */
    private static final class Stranger {
        private final Outlet outlet = Outlet.open();
        private long incarnation;
        private long bornNs;
        private long cookie;
    }

    private final List<Stranger> strangers = new ArrayList<>();
    private final Arena arena = Arena.ofShared();
    private final Datagram[] hellos = Outlet.buffers(arena, BURST, 128);
    private final Datagram[] answers = Outlet.buffers(arena, BURST, ANSWER_BYTES);
    private final SplittableRandom random;
    private final NetAddress victim;
    private final double perNs;
    private final Thread thread;
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong answered = new AtomicLong();
    private volatile boolean closed;
    private volatile long cpuNs;

    /** Begins. */
    public HelloFlood(NetAddress victim, int perSecond, long seed) {
        this.victim = victim;
        random = new SplittableRandom(seed);
        perNs = perSecond / 1e9;
        for (int i = 0; i < PORTS; i++) {
            strangers.add(new Stranger());
        }
        thread = Thread.ofPlatform().name("flood").daemon(true).start(this::run);
    }

    /** HELLOs so far. */
    public long sent() {
        return sent.get();
    }

    /** COOKIEs that came back so far. */
    public long answered() {
        return answered.get();
    }

    /** CPU that it took to send them and to read what came back; known when it is closed. */
    public long cpuNs() {
        return cpuNs;
    }

    private void run() {
        double due = 0;
        long lastNs = System.nanoTime();
        int turn = 0;
        while (!closed) {
            long nowNs = System.nanoTime();
            due = Math.min(due + (nowNs - lastNs) * perNs, BEHIND_MOST);
            lastNs = nowNs;
            for (; due >= BURST; due -= BURST) {
                burst(strangers.get(turn), nowNs);
                turn = (turn + 1) % PORTS;
            }
            LockSupport.parkNanos(TICK_NS);
        }
        cpuNs = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private void burst(Stranger from, long nowNs) {
        int count = from.outlet.receive(answers);
        for (int i = 0; i < count; i++) {
            hear(from, answers[i]);
        }
        if (from.incarnation == 0 || nowNs - from.bornNs > STRANGER_NS) {
            from.incarnation = random.nextLong();
            from.bornNs = nowNs;
            from.cookie = 0;
        }
        for (int i = 0; i < BURST; i++) {
            hello(from, hellos[i], i % 4);
        }
        from.outlet.send(hellos, BURST);
        sent.addAndGet(BURST);
    }

    /** The session index is the lower half of the incarnation that the cookie is for. */
    private void hear(Stranger from, Datagram answer) {
        if (answer.lengthBytes() == Wire.HANDSHAKE_BYTES
                && Wire.datagramClass(answer.memory(), answer.offset()) == Wire.COOKIE) {
            answered.incrementAndGet();
            if (Wire.session(answer.memory(), answer.offset()) == (int) from.incarnation) {
                from.cookie = Wire.cookie(answer.memory(), answer.offset());
            }
        }
    }

    private void hello(Stranger from, Datagram to, int how) {
        boolean known = how >= 2 && from.cookie != 0;
        boolean asks = how == 0 || how >= 2 && !known;
        long incarnation = how >= 2 ? from.incarnation : random.nextLong();
        long cookie = asks ? 0 : known ? from.cookie : random.nextLong() | 1;
        Wire.hello(
                to.memory(),
                to.offset(),
                FIRST_CLIENT + random.nextInt(NODES),
                (int) incarnation,
                incarnation,
                1,
                cookie,
                random.nextLong());
        to.set(Wire.HANDSHAKE_BYTES, 0);
        to.remote(victim);
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        strangers.forEach(stranger -> stranger.outlet.close());
        arena.close();
    }
}
