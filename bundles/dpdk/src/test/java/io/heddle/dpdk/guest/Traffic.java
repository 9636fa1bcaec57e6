package io.heddle.dpdk.guest;

import io.heddle.net.Datagram;
import io.heddle.net.NetAddress;
import io.heddle.net.NetPort;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.SplittableRandom;

/** Datagrams of many sizes from one port to another, each byte of which is looked at. */
final class Traffic {
    private static final int BURST = 16;
    private static final int LEAST_BYTES = 16;
    private static final long GIVE_UP_NS = 120_000_000_000L;

    private final NetPort from;
    private final NetPort to;
    private final List<NetPort> others;
    private final int count;
    private int sent;
    private int received;
    private int wrong;

    /** @param all open ports, each of which has to be looked at as its loop would */
    Traffic(NetPort from, NetPort to, List<NetPort> all, int count) {
        this.from = from;
        this.to = to;
        others = all.stream().filter(port -> port != to).toList();
        this.count = count;
    }

    /** Sends one after the other was received, at most a burst apart; what is lost is sent again. */
    Traffic run() {
        try (Arena arena = Arena.ofConfined()) {
            int room = Math.min(from.mtuBytes(), to.mtuBytes());
            Datagram[] out = buffers(arena, room);
            Datagram[] in = buffers(arena, room);
            NetAddress remote = to.localAddress();
            long startNs = System.nanoTime();
            long lastNs = 0;
            while (received < count && System.nanoTime() - startNs < GIVE_UP_NS) {
                long nowNs = System.nanoTime();
                boolean idle = nowNs - lastNs > 50_000_000L;
                if (sent < count && sent - received < BURST / 2 || idle && received < count) {
                    send(out[0], remote, room, idle ? received : sent);
                    lastNs = nowNs;
                }
                int got = to.rxBurst(in, 0, BURST);
                for (int i = 0; i < got; i++) {
                    check(in[i]);
                    lastNs = nowNs;
                }
                for (NetPort other : others) {
                    other.rxBurst(in, 0, BURST); // Neighbours ask and answer there.
                }
            }
        }
        return this;
    }

    private static Datagram[] buffers(Arena arena, int room) {
        var burst = new Datagram[BURST];
        for (int i = 0; i < BURST; i++) {
            burst[i] = new Datagram(arena.allocate(room), 0, room);
        }
        return burst;
    }

    private void send(Datagram datagram, NetAddress remote, int room, int number) {
        var random = new SplittableRandom(number);
        int length = number % 10 == 0 ? room : random.nextInt(LEAST_BYTES, room + 1);
        datagram.memory().set(ValueLayout.JAVA_INT_UNALIGNED, 0, number);
        for (int at = Integer.BYTES; at < length; at++) {
            datagram.memory().set(ValueLayout.JAVA_BYTE, at, (byte) (number * 31 + at));
        }
        datagram.set(length, 0);
        datagram.remote(remote);
        if (from.txBurst(new Datagram[] {datagram}, 0, 1) == 1 && number == sent) {
            sent++;
        }
    }

    private void check(Datagram datagram) {
        int number = datagram.memory().get(ValueLayout.JAVA_INT_UNALIGNED, datagram.offset());
        var random = new SplittableRandom(number);
        int room = Math.min(from.mtuBytes(), to.mtuBytes());
        int length = number % 10 == 0 ? room : random.nextInt(LEAST_BYTES, room + 1);
        boolean good = datagram.lengthBytes() == length
                && datagram.remotePort() == from.localAddress().port()
                && datagram.remoteLow() == from.localAddress().low();
        for (int at = Integer.BYTES; good && at < length; at++) {
            good = datagram.memory().get(ValueLayout.JAVA_BYTE, datagram.offset() + at)
                    == (byte) (number * 31 + at);
        }
        if (!good) {
            wrong++;
        } else if (number == received) {
            received++;
        }
    }

    boolean isComplete() {
        return received == count && wrong == 0;
    }

    /** One line for people. */
    String text() {
        return from.localAddress() + " -> " + to.localAddress() + ": " + received + " of " + count
                + " datagrams of up to " + Math.min(from.mtuBytes(), to.mtuBytes())
                + " bytes, " + wrong + " wrong";
    }
}
