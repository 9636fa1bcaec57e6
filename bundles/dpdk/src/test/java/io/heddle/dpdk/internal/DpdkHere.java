package io.heddle.dpdk.internal;

import io.heddle.dpdk.DeviceSpec;
import io.heddle.dpdk.DpdkFacts;
import io.heddle.dpdk.frames.Layer3;
import io.heddle.dpdk.frames.Subnet;
import io.heddle.foreign.linux.Linux;
import io.heddle.hardware.Inventory;
import io.heddle.net.Datagram;
import io.heddle.net.NetAddress;
import io.heddle.net.NetPort;
import io.heddle.net.spi.PortConfig;
import io.heddle.net.spi.Reason;
import io.heddle.testkit.driver.RecordedPortEvents;

import org.junit.jupiter.api.Assumptions;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** DPDK of the machine that runs the tests: one EAL for all of them, as for every process. */
final class DpdkHere {
    static final DpdkService DPDK = new DpdkService();
    static final int MTU = 1_500;
    private static final int WINDOW = 32;
    private static final long POLL = 7;
    private static final int POLLIN = 1;
    private static final long SOON_NS = 30_000_000_000L;

    private DpdkHere() {}

    /** Prepares a poll mode driver, or skips the test aloud. */
    static void needs(String pmd) {
        DpdkFacts facts = DPDK.facts(Inventory.read(Path.of("/")));
        List<Reason> missing = facts.missing(pmd);
        if (!missing.isEmpty()) {
            System.out.println("SKIPPED: " + pmd + " cannot run here: " + missing);
            Assumptions.abort(pmd + " cannot run here: " + missing);
        }
        DPDK.prepare(pmd);
    }

    /** A device in the network 198.18.7.0/24 with the host number of {@code host}. */
    static DeviceSpec device(String name, String arguments, int host) {
        return device(name, arguments, host, MTU, false);
    }

    static DeviceSpec device(
            String name, String arguments, int host, int mtuBytes, boolean rxInterrupt) {
        String pmd = name.replaceAll("^net_|[0-9]+$", "");
        var own = new Subnet(NetAddress.ipv4(0xc612_0700 | host, 0), 24);
        return new DeviceSpec(name, arguments, pmd, Layer3.of(own), mtuBytes, rxInterrupt, false);
    }

    /** The same for several lanes. */
    static DeviceSpec shared(DeviceSpec one, int lanes) {
        return new DeviceSpec(
                one.name(),
                one.arguments(),
                one.pmd(),
                one.layer3(),
                one.mtuBytes(),
                one.rxInterrupt(),
                one.pinned(),
                lanes);
    }

    static NetPort open(DeviceSpec device) {
        return open(device, new RecordedPortEvents());
    }

    static NetPort open(DeviceSpec device, RecordedPortEvents events) {
        NetAddress own = device.layer3().subnets().getFirst().address();
        return DPDK.open(device, new PortConfig("lane", own, 60_000), events);
    }

    static Datagram[] datagrams(Arena arena, int count, int capacity) {
        var all = new Datagram[count];
        for (int index = 0; index < count; index++) {
            all[index] = new Datagram(arena.allocate(capacity, 64), 0, capacity);
        }
        return all;
    }

    /** Sends {@code count} datagrams of that size from one port to another, and checks each byte. */
    static void carry(NetPort from, NetPort to, int count, int bytes) {
        try (Arena arena = Arena.ofConfined()) {
            Datagram[] out = datagrams(arena, count, bytes);
            Datagram[] in = datagrams(arena, count, bytes);
            for (int index = 0; index < count; index++) {
                fill(out[index].memory(), bytes, index);
                out[index].set(bytes, 0);
                out[index].remote(to.localAddress());
            }
            int[] done = new int[2];
            await(() -> {
                // No more under way than wait for a neighbour that is not known yet.
                int window = Math.min(count, done[1] + WINDOW);
                done[0] += from.txBurst(out, done[0], window - done[0]);
                done[1] += to.rxBurst(in, done[1], count - done[1]);
                int unused = from.rxBurst(in, done[1], count - done[1]); // ARP.
                return done[1] == count;
            });
            for (int index = 0; index < count; index++) {
                if (in[index].lengthBytes() != bytes
                        || !in[index].isRemote(from.localAddress())
                        || !holds(in[index].memory(), bytes, index)) {
                    throw new AssertionError("datagram " + index + " is not what was sent");
                }
            }
        }
    }

    private static void fill(MemorySegment memory, int bytes, int seed) {
        for (int at = 0; at < bytes; at++) {
            memory.set(ValueLayout.JAVA_BYTE, at, (byte) (at * 31 + seed));
        }
    }

    private static boolean holds(MemorySegment memory, int bytes, int seed) {
        for (int at = 0; at < bytes; at++) {
            if (memory.get(ValueLayout.JAVA_BYTE, at) != (byte) (at * 31 + seed)) {
                return false;
            }
        }
        return true;
    }

    /** Until it is so; far longer than anything here takes, for machines that do other work. */
    static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + SOON_NS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("it does not happen");
            }
            Thread.onSpinWait();
        }
    }

    /** Whether a descriptor becomes readable within that time, as a sleeping loop asks. */
    static boolean readable(int descriptor, int timeoutMs) {
        try (var linux = new Linux();
                Arena arena = Arena.ofConfined()) {
            MemorySegment pollfd = arena.allocate(8, 8);
            pollfd.set(ValueLayout.JAVA_INT, 0, descriptor);
            pollfd.set(ValueLayout.JAVA_INT, 4, POLLIN);
            return linux.syscall(POLL, pollfd.address(), 1, timeoutMs, 0, 0, 0) == 1;
        }
    }

    static long descriptors() {
        return count(Path.of("/proc/self/fd"));
    }

    static long threads() {
        return count(Path.of("/proc/self/task"));
    }

    private static long count(Path folder) {
        try (Stream<Path> all = Files.list(folder)) {
            return all.count();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
