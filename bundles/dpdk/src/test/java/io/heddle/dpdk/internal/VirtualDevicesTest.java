package io.heddle.dpdk.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.dpdk.DeviceStatus;
import io.heddle.foreign.linux.Errno;
import io.heddle.net.Datagram;
import io.heddle.net.NetAddress;
import io.heddle.net.NetCapability;
import io.heddle.net.NetPort;
import io.heddle.runtime.StorageException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;

/** Devices of DPDK that every machine with its packages can have. */
class VirtualDevicesTest {
    private static final String JUMBO = ",framesz=16384,blocksz=65536,framecnt=512";

    @TempDir
    Path folder;

    @Test
    void shouldCountWhatGoesIntoTheVoid() {
        DpdkHere.needs("null");
        NetPort port = DpdkHere.open(DpdkHere.device("net_null0", "", 1));
        try (Arena arena = Arena.ofConfined()) {
            Datagram[] burst = DpdkHere.datagrams(arena, 64, 2_048);
            for (Datagram datagram : burst) {
                datagram.set(1_000, 0);
                datagram.remote(NetAddress.ipv4(0xc612_0702, 9));
            }
            assertEquals(64, port.txBurst(burst, 0, 64));
            assertEquals(0, port.rxBurst(burst, 0, 64));
            DeviceStatus status = DpdkHere.DPDK.devices().getFirst();
            assertEquals("net_null0", status.name());
            assertTrue(status.linkUp());
            assertTrue(status.basic().get("ipackets") > 0, status::toString);
            assertTrue(status.extended().get("rx_good_packets") > 0, status::toString);
            // Nobody answers there: the newest 32 wait for that, the others were given up.
            assertEquals(32, status.mbufsInUse());
            assertEquals(64, port.stats().txDatagrams());
            assertEquals(32, port.stats().txDropped());
        } finally {
            port.close();
        }
        assertEquals(64, port.stats().txDropped());
        assertEquals(List.of(), DpdkHere.DPDK.devices());
    }

    @Test
    void shouldCarryDatagramsOfEverySizeByAfPacket() {
        DpdkHere.needs("af_packet");
        try (VethPair veth = VethPair.make();
                NetPort a = DpdkHere.open(DpdkHere.device(
                        "net_af_packet0", "iface=" + veth.near + JUMBO, 1, 9_000, false));
                NetPort b = DpdkHere.open(DpdkHere.device(
                        "net_af_packet1", "iface=" + veth.far + JUMBO, 2, 9_000, false))) {
            assertEquals(9_000 - 28, a.mtuBytes());
            assertEquals(-1, a.wakeDescriptor());
            for (int bytes : new int[] {1, 17, 18, 64, 1_400, 8_192, a.mtuBytes()}) {
                DpdkHere.carry(a, b, 100, bytes);
                DpdkHere.carry(b, a, 100, bytes);
            }
            DpdkHere.DPDK.devices().forEach(one -> assertEquals(0, one.mbufsInUse(), one::name));
        }
    }

    @Test
    void shouldCarryDatagramsByMemif() {
        DpdkHere.needs("memif");
        String socket = ",socket-abstract=no,bsize=9216,socket=" + folder.resolve("memif.sock");
        try (NetPort a = DpdkHere.open(
                        DpdkHere.device("net_memif0", "role=server" + socket, 1, 9_000, false));
                NetPort b = DpdkHere.open(
                        DpdkHere.device("net_memif1", "role=client" + socket, 2, 9_000, false))) {
            assertEquals(9_000 - 28, a.mtuBytes());
            assertNotNull(a.capability(NetCapability.KernelBypass.class));
            for (int bytes : new int[] {1, 1_400, 8_192, a.mtuBytes()}) {
                DpdkHere.carry(a, b, 500, bytes);
                DpdkHere.carry(b, a, 500, bytes);
            }
        }
        var refused = assertThrows(
                StorageException.class,
                () -> DpdkHere.open(
                        DpdkHere.device("net_memif0", "role=client,zero-copy=yes" + socket, 1)));
        assertEquals(Errno.EOPNOTSUPP, refused.errno());
    }

    /** The driver unmaps its rings on a thread of EAL then, burst or not: it crashed processes. */
    @Test
    void shouldSurviveAMemifPeerThatGoesWhileItSendsAndReceives()
            throws InterruptedException, ExecutionException {
        DpdkHere.needs("memif");
        String socket = ",socket-abstract=no,socket=" + folder.resolve("gone.sock");
        for (int round = 0; round < 30; round++) {
            var stop = new AtomicBoolean();
            FutureTask<Long> task;
            try (NetPort peer = DpdkHere.open(
                            DpdkHere.device("net_memif0", "role=server" + socket, 1));
                    Arena arena = Arena.ofConfined()) {
                NetAddress to = peer.localAddress();
                task = new FutureTask<>(() -> flood(socket, to, stop));
                Thread.ofPlatform().start(task);
                Datagram[] burst = DpdkHere.datagrams(arena, 32, 2_048);
                int[] got = new int[1];
                DpdkHere.await(() -> (got[0] += peer.rxBurst(burst, 0, 32)) > 1_000);
            }
            stop.set(true);
            assertTrue(task.get() > 1_000);
        }
    }

    /** On a thread of its own; how many datagrams the port took. */
    private static long flood(String socket, NetAddress to, AtomicBoolean stop) {
        try (NetPort port =
                        DpdkHere.open(DpdkHere.device("net_memif1", "role=client" + socket, 2));
                Arena arena = Arena.ofConfined()) {
            Datagram[] burst = DpdkHere.datagrams(arena, 32, 2_048);
            long sent = 0;
            while (!stop.get()) {
                for (Datagram datagram : burst) {
                    datagram.set(1_400, 0);
                    datagram.remote(to);
                }
                sent += port.txBurst(burst, 0, 32);
                int unused = port.rxBurst(burst, 0, 32);
            }
            return sent;
        }
    }

    @Test
    void shouldWakeASleeperByTapAndTalkToTheKernel() throws IOException {
        DpdkHere.needs("tap");
        String name = "hdl" + ProcessHandle.current().pid() % 100_000 + "t";
        try (NetPort port = DpdkHere.open(
                DpdkHere.device("net_tap0", "iface=" + name, 1, DpdkHere.MTU, true))) {
            assertTrue(port.wakeDescriptor() >= 0);
            assertNotNull(port.capability(NetCapability.RxInterrupt.class));
            VethPair.run("sysctl -qw net.ipv6.conf." + name + ".disable_ipv6=1");
            VethPair.must("ip addr add 198.18.7.2/24 dev " + name);
            VethPair.must("ip link set " + name + " up");
            talk(port);
        }
    }

    private static boolean hears(DatagramSocket kernel, DatagramPacket packet) {
        try {
            kernel.receive(packet);
            return true;
        } catch (SocketTimeoutException notYet) {
            return false;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static void talk(NetPort port) throws IOException {
        try (Arena arena = Arena.ofConfined();
                var kernel = new DatagramSocket(
                        new InetSocketAddress(InetAddress.getByName("198.18.7.2"), 0))) {
            Datagram[] burst = DpdkHere.datagrams(arena, 8, 2_048);
            int wake = port.wakeDescriptor();
            DpdkHere.await(() -> port.rxBurst(burst, 0, 8) == 0 && !DpdkHere.readable(wake, 0));
            kernel.send(new DatagramPacket(
                    new byte[] {1, 2, 3},
                    3,
                    InetAddress.getByName("198.18.7.1"),
                    port.localAddress().port()));
            // The kernel asks for our Ethernet address first, which wakes us as well.
            DpdkHere.await(() -> DpdkHere.readable(wake, 1_000) && port.rxBurst(burst, 0, 8) == 1);
            assertEquals(3, burst[0].lengthBytes());
            assertEquals(kernel.getLocalPort(), burst[0].remotePort());
            assertFalse(DpdkHere.readable(wake, 0), "the descriptor stays readable");
            burst[0].set(3, 0);
            assertEquals(1, port.txBurst(burst, 0, 1));
            var answer = new DatagramPacket(new byte[16], 16);
            kernel.setSoTimeout(20);
            // We ask for the kernel's Ethernet address first, too.
            DpdkHere.await(() -> port.rxBurst(burst, 0, 8) >= 0 && hears(kernel, answer));
            assertEquals(3, answer.getLength());
            assertEquals(port.localAddress().port(), answer.getPort());
        }
    }
}
