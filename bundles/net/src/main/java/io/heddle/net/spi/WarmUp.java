package io.heddle.net.spi;

import io.heddle.net.Datagram;
import io.heddle.net.NetAddress;
import io.heddle.net.NetPort;

import java.lang.foreign.Arena;

/**
 * Sends a port some datagrams of its own, so that every class of the data path is loaded: for {@link
 * NetDriver#prepare} of drivers that can open a port on loopback.
 */
public final class WarmUp {
    private static final NetAddress LOOPBACK = NetAddress.ipv4(0x7f00_0001, 0);
    private static final int BYTES = 1 << 16;
    private static final int ROUNDS = 8;

    private WarmUp() {}

    /** Opens a port, sends and receives a few bursts, and closes it. */
    public static void run(NetDriver driver) {
        var config = new PortConfig("warm-up", LOOPBACK, BYTES);
        try (Arena arena = Arena.ofConfined();
                NetPort port = driver.open(config, new SilentEvents())) {
            var burst = new Datagram[] {
                new Datagram(arena.allocate(BYTES), 0, BYTES),
                new Datagram(arena.allocate(BYTES), 0, BYTES)
            };
            for (int round = 0; round < ROUNDS; round++) {
                for (Datagram datagram : burst) {
                    datagram.set(1_000, round % 2 == 0 ? 0 : 100);
                    datagram.remote(port.localAddress());
                }
                port.txBurst(burst, 0, burst.length);
                port.rxBurst(burst, 0, burst.length);
            }
        }
    }
}
