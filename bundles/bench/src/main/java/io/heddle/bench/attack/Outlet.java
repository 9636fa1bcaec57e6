package io.heddle.bench.attack;

import io.heddle.net.Datagram;
import io.heddle.net.NetAddress;
import io.heddle.net.NetPort;
import io.heddle.net.spi.NetDriver;
import io.heddle.net.spi.PortConfig;
import io.heddle.net.spi.SilentEvents;

import java.lang.foreign.Arena;
import java.util.ServiceLoader;
import java.util.concurrent.locks.LockSupport;

/** A port on loopback that a stranger sends and receives by, without a loop or a transport. */
final class Outlet implements AutoCloseable {
    private static final int LOOPBACK = 0x7f000001;

    /** As much as loopback carries; a peer's probes of the path have to get through. */
    private static final int MTU_BYTES = 60_000;

    private static final long RETRY_NS = 20_000;

    private final NetPort port;

    private Outlet(NetPort port) {
        this.port = port;
    }

    static Outlet open() {
        NetDriver driver = ServiceLoader.load(NetDriver.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(one -> one.name().equals("udp-native"))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("There is no driver udp-native."));
        driver.prepare();
        var config = new PortConfig("stranger", NetAddress.ipv4(LOOPBACK, 0), MTU_BYTES);
        return new Outlet(driver.open(config, new Silent()));
    }

    /** Buffers of one size, one after the other. */
    static Datagram[] buffers(Arena arena, int count, int capacityBytes) {
        var memory = arena.allocate((long) count * capacityBytes, 64);
        var all = new Datagram[count];
        for (int i = 0; i < count; i++) {
            all[i] = new Datagram(memory, (long) i * capacityBytes, capacityBytes);
        }
        return all;
    }

    NetAddress address() {
        return port.localAddress();
    }

    int receive(Datagram[] into) {
        return port.rxBurst(into, 0, into.length);
    }

    /** Sends all of them, waiting for room in the socket where there is none. */
    void send(Datagram[] burst, int count) {
        int sent = port.txBurst(burst, 0, count);
        while (sent < count && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(RETRY_NS);
            sent += port.txBurst(burst, sent, count - sent);
        }
    }

    @Override
    public void close() {
        port.close();
    }

    /** Losses show in the peers' counters; the rest does not matter to a stranger. */
    private static final class Silent extends SilentEvents {
        @Override
        public void lost(String why) {
            System.err.println("The stranger's port: " + why);
        }

        @Override
        public void concern(String text, String evidence, String remedy) {
            System.err.println("The stranger's port: " + text + " " + evidence + " " + remedy);
        }
    }
}
