package io.heddle.dpdk.frames;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.net.NetAddress;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Several stacks on a link that loses, doubles and reorders frames. Every held frame is given
 * back exactly once, whatever is believed points to the station that has the address, and once the
 * link is good everybody reaches everybody.
 */
class CoupledStacksTest {
    private static final int NODES = 4;
    private static final long MS = 1_000_000;

    private final class Node implements FrameLink {
        final long mac;
        final FrameStack stack;
        final Set<Long> held = new HashSet<>();

        Node(int number) {
            mac = Mac.parse("02:00:00:00:01:0" + number);
            var layer3 = new Layer3(
                    List.of(
                            Subnet.parse("198.18.9." + (number + 1) + "/24"),
                            Subnet.parse("fd00:9::" + (number + 1) + "/64")),
                    List.of(),
                    0);
            stack = new FrameStack(new FrameConfig(layer3, mac, 7_000, 1_500, false, 4), this, 0);
        }

        NetAddress address(boolean isIpv4) {
            return stack.config().layer3().subnets().get(isIpv4 ? 0 : 1).address();
        }

        @Override
        public boolean send(long frame, int bytes) {
            if (random.nextInt(100) < faults) {
                return random.nextBoolean();
            }
            wire.add(Rig.bytes(Rig.hex(frame, bytes)));
            return true;
        }

        @Override
        public void resolved(long handle) {
            assertTrue(held.remove(handle), "given back twice");
            byte[] frame = frames.remove(handle);
            byte[] destination = Rig.bytes(Rig.hex(memory.get(handle), 6));
            System.arraycopy(destination, 0, frame, 0, 6);
            wire.add(frame);
        }

        @Override
        public void dropped(long handle) {
            assertTrue(held.remove(handle), "given back twice");
            frames.remove(handle);
        }

        @Override
        public void duplicate(NetAddress own, long otherMac) {
            throw new AssertionError("nobody has the address of another");
        }

        @Override
        public void pathMtu(NetAddress remote, int ipBytes) {
            throw new AssertionError("there is no router");
        }
    }

    private final List<byte[]> wire = new ArrayList<>();
    private final Map<Long, byte[]> frames = new HashMap<>();
    private final Map<Long, Long> memory = new HashMap<>();
    private final List<Node> nodes = new ArrayList<>();
    private SplittableRandom random = new SplittableRandom(0);
    private int faults;
    private long handles;
    private int received;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void shouldGiveBackEveryFrameAndFindEverybody(long seed) {
        random = new SplittableRandom(seed);
        try (var arena = java.lang.foreign.Arena.ofConfined()) {
            long base = arena.allocate(1 << 20, 64).address();
            for (int number = 0; number < NODES; number++) {
                nodes.add(new Node(number));
            }
            faults = 30;
            long now = 0;
            for (int step = 0; step < 5_000; step++) {
                now += random.nextLong(20 * MS);
                turn(now);
                send(base);
                deliver(base);
            }
            faults = 0;
            for (int step = 0; step < 1_000; step++) {
                now += 10 * MS;
                turn(now);
                deliver(base);
            }
            nodes.forEach(node -> assertEquals(Set.of(), node.held, "seed " + seed));
            assertTrue(received > 100, "seed " + seed + ": " + received);
            assertEverybodyIsFound(base, now, seed);
            nodes.forEach(node -> node.stack.close());
        }
    }

    private void turn(long now) {
        nodes.forEach(node -> node.stack.turn(now));
    }

    private Node any() {
        return nodes.get(random.nextInt(NODES));
    }

    private void send(long base) {
        Node from = any();
        Node to = any();
        if (from != to) {
            send(base, from, to, random.nextBoolean());
        }
    }

    private int send(long base, Node from, Node to, boolean isIpv4) {
        NetAddress address = to.address(isIpv4);
        long payload = base + 4_096 + handles % 256 * 2_048;
        int bytes = from.stack.write(payload, 16, address.high(), address.low(), 7_000);
        long handle = handles++;
        if (bytes < 0) {
            long frame = payload + bytes;
            from.held.add(handle);
            memory.put(handle, frame);
            frames.put(handle, Rig.bytes(Rig.hex(frame, 16 - bytes)));
            from.stack.hold(handle, frame);
        } else if (bytes > 0) {
            byte[] frame = Rig.bytes(Rig.hex(payload - bytes, 16 + bytes));
            assertEquals(Frames.mac(to.mac), Rig.hex(payload - bytes, 6), "sent astray");
            wire.add(frame);
        }
        return bytes;
    }

    private void deliver(long base) {
        while (!wire.isEmpty() && random.nextInt(4) != 0) {
            byte[] frame = wire.remove(faults == 0 ? 0 : random.nextInt(wire.size()));
            int fate = random.nextInt(100);
            if (fate < faults / 2) {
                continue;
            }
            int times = fate < faults ? 2 : 1;
            for (int time = 0; time < times; time++) {
                for (Node node : nodes) {
                    arrive(base, node, frame);
                }
            }
        }
    }

    private void arrive(long base, Node node, byte[] frame) {
        var target = java.lang.foreign.MemorySegment.ofAddress(base).reinterpret(2_048);
        target.asSlice(0, frame.length).copyFrom(java.lang.foreign.MemorySegment.ofArray(frame));
        received += node.stack.read(base, frame.length, -1, 0) == FrameStack.DATA ? 1 : 0;
    }

    private void assertEverybodyIsFound(long base, long now, long seed) {
        for (Node from : nodes) {
            for (Node to : nodes) {
                for (boolean isIpv4 : new boolean[] {true, false}) {
                    if (from != to) {
                        int before = received;
                        boolean isPending = send(base, from, to, isIpv4) < 0;
                        for (int step = 0; step < 50 && received == before; step++) {
                            deliver(base);
                        }
                        assertTrue(received > before, "seed " + seed + " " + isPending + now);
                    }
                }
            }
        }
    }
}
