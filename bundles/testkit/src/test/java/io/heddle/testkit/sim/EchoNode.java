package io.heddle.testkit.sim;

import io.heddle.net.Datagram;
import io.heddle.net.LaneUser;
import io.heddle.net.NetAddress;
import io.heddle.net.NetPort;
import io.heddle.net.SwapEvidence;
import io.heddle.runtime.Agent;
import io.heddle.runtime.Timer;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;

/** Asks a peer to echo numbers one by one and asks again when nothing comes; or echoes. */
final class EchoNode implements Agent, LaneUser {
    private static final long RETRY_NS = 200_000;

    private final SimLoop loop;
    private final Timer retry;
    private final Datagram[] burst;
    private final @Nullable NetPort[] ports = new NetPort[4];
    private final @Nullable AutoCloseable[] watches = new AutoCloseable[4];
    private @Nullable NetAddress peer;
    private int slot;
    long asked;
    long answered;
    int bursts;

    EchoNode(SimLoop loop) {
        this.loop = loop;
        retry = loop.env().timer(this::ask);
        burst = new Datagram[] {new Datagram(Arena.ofAuto().allocate(2048), 0, 2048)};
    }

    void start(NetAddress to) {
        peer = to;
        asked = 1;
        ask();
    }

    private void ask() {
        send(asked, peer);
        retry.startAt(loop.env().nanoTime() + RETRY_NS);
    }

    private void send(long number, NetAddress to) {
        burst[0].memory().set(ValueLayout.JAVA_LONG, 0, number);
        burst[0].memory().set(ValueLayout.JAVA_LONG, 8, ~number);
        burst[0].set(16, 0);
        burst[0].remote(to);
        ports[slot].txBurst(burst, 0, 1);
    }

    private void receive(NetPort port) {
        while (port.rxBurst(burst, 0, 1) == 1) {
            long number = burst[0].memory().get(ValueLayout.JAVA_LONG, 0);
            if (number != ~burst[0].memory().get(ValueLayout.JAVA_LONG, 8)) {
                continue;
            }
            if (peer == null) {
                burst[0].set(16, 0);
                port.txBurst(burst, 0, 1);
            } else if (number == asked) {
                answered++;
                asked++;
                ask();
            }
        }
    }

    @Override
    public String name() {
        return "echo";
    }

    @Override
    public void flush() {
        bursts++;
    }

    @Override
    public void portUp(int which, NetPort port, String label) {
        slot = which;
        ports[which] = port;
        watches[which] = loop.watch(port.wakeDescriptor(), () -> receive(port));
    }

    @Override
    public void portDraining(int which) {}

    @Override
    public boolean isDrained(int which) {
        return true;
    }

    @Override
    public void portDown(int which) {
        try {
            watches[which].close();
        } catch (Exception impossible) {
            throw new AssertionError(impossible);
        }
        ports[which] = null;
    }

    @Override
    public SwapEvidence evidence() {
        return new SwapEvidence(asked, answered, 0, 0);
    }
}
