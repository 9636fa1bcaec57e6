package io.heddle.bench.attack;

import io.heddle.net.Datagram;
import io.heddle.net.NetAddress;

import java.lang.foreign.Arena;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;

/**
 * The man in the middle of a client and a server: it hands on what each sends, keeps copies of what
 * the server gets, and adds hostile datagrams from the very address that the server hears.
 *
 * <p>It never sends more than the server's receive buffer takes, since what is lost there proves
 * nothing: behind some forgeries goes a mark, a HELLO without a cookie, whose answer says that all
 * before it was read.
 */
public final class Relay implements AutoCloseable {
    private static final int BURST = 32;
    private static final int BUFFER_BYTES = 1 << 16;

    /** Buffers of forgeries in a burst. */
    private static final int BUFFERS = 6;

    /** Unread forgeries at once: with the kernel's overhead some 1.2 MiB. */
    private static final long WINDOW = 4_096;

    /** After so many it asks whether they were read: a stranger gets few answers in a second. */
    private static final long MARK_EVERY = 2_048;

    private static final long IDLE_NS = 20_000;
    private static final long MARK_AGAIN_NS = TimeUnit.MILLISECONDS.toNanos(50);

    /** The session index of marks, by which their answers are known. */
    private static final int MARK = 0x7ead_beef;

    private static final int STRANGER = 0x7fff_0000;

    private final Outlet towardsServer = Outlet.open();
    private final Outlet towardsClient = Outlet.open();
    private final NetAddress server;
    private final NetAddress client;
    private final SplittableRandom random;
    private final Arena arena = Arena.ofShared();
    private final Datagram[] burst = Outlet.buffers(arena, BURST, BUFFER_BYTES);
    private final Datagram[] kept = new Datagram[BURST];
    private final Datagram[] hostile = Outlet.buffers(arena, BUFFERS + 1, BUFFER_BYTES);
    private final Captures captures;
    private final Forger forger;
    private final Thread thread;
    private final AtomicLong forwarded = new AtomicLong();
    private final AtomicLong handshakes = new AtomicLong();
    private final AtomicLong marks = new AtomicLong();
    private final AtomicLong injected = new AtomicLong();
    private final AtomicLong confirmed = new AtomicLong();
    private final AtomicLong wanted = new AtomicLong();
    private final AtomicLongArray byKind = new AtomicLongArray(Forgery.values().length);
    private volatile boolean closed;
    private long marked;
    private long markedAtNs;

    /** Begins to hand on what the two send to {@link #asClient} and {@link #asServer}. */
    public Relay(NetAddress server, NetAddress client, long seed) {
        this.server = server;
        this.client = client;
        random = new SplittableRandom(seed);
        captures = new Captures(arena, random);
        forger = new Forger(captures, random);
        thread = Thread.ofPlatform().name("relay").daemon(true).start(this::run);
    }

    /** Where the server finds its client. */
    public NetAddress asClient() {
        return towardsServer.address();
    }

    /** Where the client finds its server. */
    public NetAddress asServer() {
        return towardsClient.address();
    }

    /** Begins to send so many of each {@link Forgery}. */
    public void inject(long each) {
        wanted.set(each * byKind.length());
    }

    /** Sends no more than it did. */
    public void stop() {
        wanted.set(0);
    }

    /** Whether all is sent that was wanted, and read. */
    public boolean isDone() {
        return injected.get() >= wanted.get() && confirmed.get() == injected.get();
    }

    /** Datagrams of sessions that the server got from the client. */
    public long forwarded() {
        return forwarded.get();
    }

    /** HELLOs and others that the server got, from the client or as marks. */
    public long handshakes() {
        return handshakes.get() + marks.get();
    }

    /** Forgeries that the server got. */
    public long injected() {
        return injected.get();
    }

    /** At least so many of each kind are among them. */
    public long injectedOfEach() {
        return byKind.get(rarest());
    }

    private int rarest() {
        int rarest = 0;
        for (int kind = 1; kind < byKind.length(); kind++) {
            rarest = byKind.get(kind) < byKind.get(rarest) ? kind : rarest;
        }
        return rarest;
    }

    private void run() {
        while (!closed) {
            int work = fromClient() + fromServer() + attack();
            if (work == 0) {
                LockSupport.parkNanos(IDLE_NS);
            }
        }
    }

    private int fromClient() {
        int count = towardsClient.receive(burst);
        for (int i = 0; i < count; i++) {
            Datagram datagram = burst[i];
            int step = step(datagram);
            long end = datagram.offset() + datagram.lengthBytes();
            for (long at = datagram.offset(); at < end; at += step) {
                boolean isData = Wire.datagramClass(datagram.memory(), at) == Wire.DATA;
                (isData ? forwarded : handshakes).incrementAndGet();
                captures.see(datagram.memory(), at, (int) Math.min(step, end - at));
            }
            datagram.remote(server);
        }
        towardsServer.send(burst, count);
        return count;
    }

    private int fromServer() {
        int count = towardsServer.receive(burst);
        int keep = 0;
        for (int i = 0; i < count; i++) {
            Datagram datagram = burst[i];
            if (isMark(datagram)) {
                long told = Wire.opening(datagram.memory(), datagram.offset());
                confirmed.set(Math.max(confirmed.get(), told));
            } else {
                datagram.remote(client);
                kept[keep++] = datagram;
            }
        }
        towardsClient.send(kept, keep);
        return count;
    }

    /** Handshakes leave one by one, so no buffer holds several. */
    private static boolean isMark(Datagram datagram) {
        return datagram.lengthBytes() == Wire.HANDSHAKE_BYTES
                && Wire.datagramClass(datagram.memory(), datagram.offset()) == Wire.COOKIE
                && Wire.session(datagram.memory(), datagram.offset()) == MARK;
    }

    private static int step(Datagram datagram) {
        return datagram.segmentBytes() > 0 ? datagram.segmentBytes() : datagram.lengthBytes();
    }

    private int attack() {
        long sent = injected.get();
        long unread = sent - confirmed.get();
        long left = Math.min(wanted.get() - sent, WINDOW - unread);
        if (left <= 0 || captures.isEmpty()) {
            if (unread > 0 && System.nanoTime() - markedAtNs > MARK_AGAIN_NS) {
                mark(hostile[0], sent);
                towardsServer.send(hostile, 1);
            }
            return 0;
        }
        int buffers = 0;
        while (buffers < BUFFERS && left > 0) {
            int kind = rarest();
            long open = wanted.get() / byKind.length() - byKind.get(kind);
            int count = (int) Math.clamp(open, 0, Math.min(left, Forger.TOGETHER));
            if (count == 0) {
                break;
            }
            forger.fill(hostile[buffers], Forgery.values()[kind], count);
            byKind.addAndGet(kind, count);
            hostile[buffers].remote(server);
            buffers++;
            left -= count;
            sent += count;
        }
        int together = buffers;
        if (sent - marked >= MARK_EVERY || sent >= wanted.get()) {
            mark(hostile[together++], sent);
        }
        towardsServer.send(hostile, together);
        injected.set(sent);
        return buffers;
    }

    private void mark(Datagram to, long sent) {
        Wire.hello(
                to.memory(),
                to.offset(),
                STRANGER,
                MARK,
                random.nextLong(),
                sent,
                0,
                random.nextLong());
        to.set(Wire.HANDSHAKE_BYTES, 0);
        to.remote(server);
        marks.incrementAndGet();
        marked = sent;
        markedAtNs = System.nanoTime();
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        towardsServer.close();
        towardsClient.close();
        arena.close();
    }
}
