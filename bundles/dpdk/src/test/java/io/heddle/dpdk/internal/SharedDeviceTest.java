package io.heddle.dpdk.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.dpdk.DeviceSpec;
import io.heddle.dpdk.DeviceStatus;
import io.heddle.foreign.linux.Errno;
import io.heddle.net.Datagram;
import io.heddle.net.NetAddress;
import io.heddle.net.NetPort;
import io.heddle.net.spi.PortConfig;
import io.heddle.runtime.StorageException;
import io.heddle.testkit.driver.RecordedPortEvents;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/** Several lanes on one device, with one address: each gets its own, and none loses for another. */
class SharedDeviceTest {
    private static final int LANES = 3;

    @TempDir
    Path folder;

    /** A lane on a thread of its own that sends back what comes, until it is told to go. */
    private static final class EchoLane implements AutoCloseable {
        private final AtomicReference<NetAddress> at = new AtomicReference<>();
        private final AtomicBoolean go = new AtomicBoolean();
        private final FutureTask<Long> task;

        EchoLane(DeviceSpec device) {
            task = new FutureTask<>(() -> run(device));
            Thread.ofPlatform().start(task);
            DpdkHere.await(() -> at.get() != null || task.isDone());
        }

        private long run(DeviceSpec device) {
            long echoed = 0;
            try (NetPort port = DpdkHere.open(device);
                    Arena arena = Arena.ofConfined()) {
                Datagram[] burst = DpdkHere.datagrams(arena, 32, 2_048);
                at.set(port.localAddress());
                int wake = port.wakeDescriptor();
                boolean overslept = false;
                while (!go.get()) {
                    int got = port.rxBurst(burst, 0, 32);
                    if (got > 0 && overslept) {
                        throw new AssertionError("nobody woke the lane for " + got);
                    }
                    overslept = got == 0 && wake >= 0 && !DpdkHere.readable(wake, 1_000);
                    for (int sent = 0; sent < got && !go.get(); ) {
                        sent += port.txBurst(burst, sent, got - sent);
                    }
                    echoed += got;
                }
            }
            return echoed;
        }

        NetAddress at() {
            return at.get();
        }

        /** How many datagrams came. */
        long stop() {
            go.set(true);
            try {
                return task.get();
            } catch (ExecutionException failed) {
                throw new AssertionError("a lane failed", failed.getCause());
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted", stopped);
            }
        }

        @Override
        public void close() {
            long unused = stop();
        }
    }

    private static DeviceSpec shared(VethPair veth) {
        return DpdkHere.shared(DpdkHere.device("net_af_packet0", "iface=" + veth.near, 1), LANES);
    }

    /** Sends numbered datagrams to all of them in turn, and waits until each came back once. */
    private static void ask(NetPort from, List<NetAddress> lanes, int count) {
        try (Arena arena = Arena.ofConfined()) {
            Datagram[] out = DpdkHere.datagrams(arena, 1, 64);
            Datagram[] in = DpdkHere.datagrams(arena, 32, 2_048);
            var back = new boolean[count];
            int[] done = new int[2];
            DpdkHere.await(() -> {
                if (done[0] < Math.min(count, done[1] + 16)) {
                    out[0].memory().set(ValueLayout.JAVA_INT, 0, done[0]);
                    out[0].set(64, 0);
                    out[0].remote(lanes.get(done[0] % lanes.size()));
                    done[0] += from.txBurst(out, 0, 1);
                }
                int got = from.rxBurst(in, 0, 32);
                for (int index = 0; index < got; index++) {
                    int number = in[index].memory().get(ValueLayout.JAVA_INT, 0);
                    assertTrue(in[index].isRemote(lanes.get(number % lanes.size())));
                    assertTrue(!back[number], "twice: " + number);
                    back[number] = true;
                    done[1]++;
                }
                return done[1] == count;
            });
        }
    }

    private static long told(String count) {
        return DpdkHere.DPDK.devices().stream()
                .filter(one -> one.name().equals("net_af_packet0"))
                .mapToLong(one -> one.extended().get("stack_" + count))
                .sum();
    }

    @Test
    void shouldGiveEachLaneItsOwnAndLetOneSpeakForAll() {
        DpdkHere.needs("af_packet");
        try (VethPair veth = VethPair.make();
                EchoLane first = new EchoLane(shared(veth));
                EchoLane second = new EchoLane(shared(veth));
                EchoLane third = new EchoLane(shared(veth))) {
            var lanes = new ArrayList<>(List.of(first.at(), second.at(), third.at()));
            assertEquals(1, lanes.stream().map(NetAddress::host).distinct().count());
            assertEquals(LANES, DpdkHere.DPDK.lanes("net_af_packet0"));
            try (NetPort peer =
                    DpdkHere.open(DpdkHere.device("net_af_packet1", "iface=" + veth.far, 2))) {
                ask(peer, lanes, 6_000);
            }
            // The peer asked once for the address that all have, and got one answer.
            assertEquals(1, told("arp_answered"));
            assertEquals(0, told("duplicate_address"));
            assertEquals(0, told("dropped_other_port"));
            assertEquals(2_000, first.stop());
            lanes.removeFirst();
            // Another one that asks anew, and another lane to speak.
            try (NetPort peer =
                    DpdkHere.open(DpdkHere.device("net_af_packet1", "iface=" + veth.far, 3))) {
                ask(peer, lanes, 4_000);
            }
            assertEquals(4_000, second.stop());
            assertEquals(4_000, third.stop());
            assertEquals(0, DpdkHere.DPDK.lanes("net_af_packet0"));
        }
        assertEquals(List.of(), DpdkHere.DPDK.devices());
    }

    @Test
    void shouldLetLanesReachEachOtherAndThemselves() {
        DpdkHere.needs("af_packet");
        try (VethPair veth = VethPair.make();
                EchoLane far = new EchoLane(shared(veth));
                NetPort near = DpdkHere.open(shared(veth))) {
            ask(near, List.of(far.at()), 20_000);
            for (int bytes : new int[] {1, 64, 1_400, near.mtuBytes()}) {
                DpdkHere.carry(near, near, 100, bytes);
            }
            for (DeviceStatus status : DpdkHere.DPDK.devices()) {
                // No more than the first lane's words about the address.
                assertTrue(status.basic().get("opackets") < 10, status::toString);
            }
        }
    }

    /** Lanes come and go while the others talk; a buffer that stays makes the last closing fail. */
    @Test
    void shouldLoseNothingOfOthersWhenLanesComeAndGo() {
        DpdkHere.needs("af_packet");
        try (VethPair veth = VethPair.make();
                EchoLane stays = new EchoLane(shared(veth));
                NetPort peer =
                        DpdkHere.open(DpdkHere.device("net_af_packet1", "iface=" + veth.far, 2))) {
            for (int round = 0; round < 40; round++) {
                try (EchoLane guest = new EchoLane(shared(veth))) {
                    ask(peer, List.of(guest.at(), stays.at()), 200);
                }
                ask(peer, List.of(stays.at()), 50);
            }
        }
    }

    /** Each lane sleeps on its own; what is for it wakes it, whoever finds it. */
    @Test
    void shouldWakeTheLaneThatSomethingIsFor() throws IOException {
        DpdkHere.needs("tap");
        String name = "hdl" + ProcessHandle.current().pid() % 100_000 + "s";
        DeviceSpec tap = DpdkHere.shared(
                DpdkHere.device("net_tap0", "iface=" + name, 1, DpdkHere.MTU, true), LANES);
        try (EchoLane first = new EchoLane(tap)) {
            VethPair.run("sysctl -qw net.ipv6.conf." + name + ".disable_ipv6=1");
            VethPair.must("ip addr add 198.18.7.2/24 dev " + name);
            VethPair.must("ip link set " + name + " up");
            try (EchoLane second = new EchoLane(tap);
                    EchoLane third = new EchoLane(tap);
                    var kernel = new DatagramSocket(
                            new InetSocketAddress(InetAddress.getByName("198.18.7.2"), 0))) {
                kernel.setSoTimeout(20_000);
                for (int round = 0; round < 300; round++) {
                    EchoLane lane = List.of(first, second, third).get(round % LANES);
                    byte[] said = {(byte) round, (byte) (round >> 8)};
                    kernel.send(new DatagramPacket(
                            said,
                            2,
                            InetAddress.getByName("198.18.7.1"),
                            lane.at().port()));
                    var answer = new DatagramPacket(new byte[16], 16);
                    kernel.receive(answer);
                    assertEquals(lane.at().port(), answer.getPort());
                    assertEquals((byte) round, answer.getData()[0]);
                }
            }
        }
    }

    @Test
    void shouldRefuseALaneTooMuchAndOneThatIsDifferent() {
        DpdkHere.needs("null");
        DeviceSpec two = DpdkHere.shared(DpdkHere.device("net_null0", "", 1), 2);
        DeviceSpec other = DpdkHere.shared(DpdkHere.device("net_null0", "", 9), 2);
        NetAddress taken = two.layer3().subnets().getFirst().address();
        var again =
                new PortConfig("lane", new NetAddress(taken.high(), taken.low(), 9_000), 60_000);
        try (NetPort first = DpdkHere.DPDK.open(two, again, new RecordedPortEvents())) {
            assertEquals(9_000, first.localAddress().port());
            assertEquals(Errno.EBUSY, refusal(() -> DpdkHere.open(other)));
            assertEquals(
                    Errno.EADDRINUSE,
                    refusal(() -> DpdkHere.DPDK.open(two, again, new RecordedPortEvents())));
            try (NetPort second = DpdkHere.open(two)) {
                assertEquals(2, DpdkHere.DPDK.devices().size());
                assertEquals(first.localAddress().host(), second.localAddress().host());
                assertEquals(Errno.EBUSY, refusal(() -> DpdkHere.open(two)));
            }
        }
        DpdkHere.needs("memif");
        String socket = "role=server,socket-abstract=no,socket=" + folder.resolve("two.sock");
        assertEquals(
                Errno.EINVAL,
                refusal(() -> DpdkHere.open(
                        DpdkHere.shared(DpdkHere.device("net_memif0", socket, 1), 2))));
    }

    private static int refusal(Runnable opening) {
        return assertThrows(StorageException.class, opening::run).errno();
    }
}
