package io.heddle.drivers.udp.nativ;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.foreign.linux.Linux;
import io.heddle.foreign.linux.MessageVector;
import io.heddle.foreign.linux.Sockets;
import io.heddle.net.NetAddress;
import io.heddle.net.spi.PortConfig;
import io.heddle.testkit.driver.RecordedPortEvents;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;

class SocketGroupTest {
    private static final NetAddress LOOPBACK = NetAddress.ipv4(0x7f00_0001, 0);
    private static final long SCHED_SETAFFINITY = 203;
    private static final long SOON_NS = 30_000_000_000L;

    private final RecordedPortEvents events = new RecordedPortEvents();

    private SocketGroup open(SocketSettings settings) {
        return SocketGroup.open(new PortConfig("group", LOOPBACK, 60_000), settings, events);
    }

    /** Loopback delivers on the core that sends, as a NIC does on the core of its interrupt. */
    @Test
    void shouldGiveEachCoreItsOwnSocket() throws InterruptedException {
        int sockets = 3;
        SocketGroup group = open(new SocketSettings(sockets, 0));
        try {
            int cores = Math.min(8, Runtime.getRuntime().availableProcessors());
            int pinned = 0;
            for (int core = 0; core < cores; core++) {
                pinned += sendOn(core, group) ? 1 : 0;
                if (pinned == 0) {
                    continue;
                }
                long deadline = System.nanoTime() + SOON_NS;
                int ready = 0;
                while (ready == 0 && System.nanoTime() < deadline) {
                    ready = group.ready().poll();
                }
                assertEquals(1, ready);
                assertEquals(core % sockets, group.ready().socket(0));
                read(group, core % sockets);
            }
            Assumptions.assumeTrue(pinned > 0, "SKIPPED: threads cannot be bound to cores here");
            assertEquals("[]", events.said().toString());
        } finally {
            group.close();
        }
    }

    private static boolean sendOn(int core, SocketGroup group) throws InterruptedException {
        var sent = new boolean[1];
        Thread thread = Thread.ofPlatform().start(() -> {
            try (var linux = new Linux();
                    var message = new MessageVector(1, Sockets.AF_INET);
                    Arena arena = Arena.ofConfined()) {
                var mask = arena.allocateFrom(ValueLayout.JAVA_LONG, 1L << core);
                sent[0] = linux.syscall(SCHED_SETAFFINITY, 0, 8, mask.address(), 0, 0, 0) >= 0;
                int fd = linux.socket(Sockets.AF_INET, Sockets.SOCK_DGRAM, 0);
                message.buffer(0, mask.address(), 8);
                NetAddress to = group.local();
                message.remote(0, to.high(), to.low(), to.port());
                message.segment(0, 0);
                sent[0] &= linux.sendmmsg(fd, message.address(0), 1, 0) == 1;
                linux.close(fd);
            }
        });
        thread.join();
        return sent[0];
    }

    private static void read(SocketGroup group, int socket) {
        try (var message = new MessageVector(1, Sockets.AF_INET);
                Arena arena = Arena.ofConfined()) {
            message.buffer(0, arena.allocate(64).address(), 64);
            message.expect(0);
            int fd = group.ready().descriptor(socket);
            assertEquals(1, group.linux().recvmmsg(fd, message.address(0), 1, 0x40));
            assertEquals(0, group.ready().poll());
        }
    }

    @Test
    void shouldServeWithLessThanWasConfiguredAndSaySo() {
        SocketGroup group = open(new SocketSettings(2, SocketSettings.MOST_BUSY_POLL_US));
        group.close();
        // Busy polling needs a capability, so a concern or none, but never a failure.
        events.said().forEach(said -> assertTrue(said.contains("busy-poll-us"), said));
    }

    @Test
    void shouldServeWithTheNearestSettingsWhereAskedForImpossibleOnes() {
        SocketSettings settings = SocketSettings.of(config(0, 5_000));
        assertEquals(1, settings.sockets());
        assertEquals(1_000, settings.busyPollUs());
        settings.tell(events);
        String said = events.said().getFirst();
        assertTrue(said.contains("sockets=0, busy-poll-us=5000; sockets=1"), said);
        SocketSettings.of(config(4, 50)).tell(events);
        assertEquals(1, events.said().size());
    }

    private static NativeUdpConfig config(int sockets, int busyPollUs) {
        return new NativeUdpConfig() {
            @Override
            public Class<NativeUdpConfig> annotationType() {
                return NativeUdpConfig.class;
            }

            @Override
            public int sockets() {
                return sockets;
            }

            @Override
            public int busy$_$poll$_$us() {
                return busyPollUs;
            }
        };
    }
}
