package io.heddle.dpdk.frames;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.net.NetAddress;
import io.heddle.runtime.StorageException;

import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;

/** Prefixes, what a port may be given, and sums. */
class AddressingTest {
    private static boolean holds(String subnet, String address) {
        NetAddress parsed = NetAddress.parse(address);
        return Subnet.parse(subnet).holds(parsed.high(), parsed.low());
    }

    @Test
    void shouldKnowWhatASubnetHolds() {
        assertTrue(holds("198.18.7.2/24", "198.18.7.255"));
        assertFalse(holds("198.18.7.2/24", "198.18.8.0"));
        assertTrue(holds("198.18.7.2/31", "198.18.7.3"));
        assertFalse(holds("198.18.7.2/32", "198.18.7.3"));
        assertTrue(holds("0.0.0.0/0", "10.1.2.3"));
        assertFalse(holds("0.0.0.0/0", "fd00::1"));
        assertTrue(holds("fd00:7::2/64", "fd00:7::ffff:0:0:1"));
        assertFalse(holds("fd00:7::2/64", "fd00:7:0:1::1"));
        assertTrue(holds("fd00:7::2/127", "fd00:7::3"));
        assertFalse(holds("fd00:7::2/128", "fd00:7::3"));
        assertFalse(holds("fd00:7::2/70", "fd00:7::400:0:0:1"));
        assertTrue(holds("fd00:7::2/70", "fd00:7::3ff:0:0:1"));
        assertTrue(holds("::/0", "fd00::1"));
    }

    @Test
    void shouldRefuseWhatIsNoSubnet() {
        for (String text : List.of(
                "",
                "198.18.7.2",
                "198.18.7.2/33",
                "fd00::1/129",
                "a/24",
                "198.18.7.2/-1",
                "198.18.7.2/x",
                "/24")) {
            String said = assertThrows(StorageException.class, () -> Subnet.parse(text))
                    .getMessage();
            assertTrue(said.endsWith("."), said);
        }
        assertEquals("198.18.7.2/24", Subnet.parse("198.18.7.2/24").toString());
    }

    private static void assertRefused(
            String word, List<String> subnets, List<Route> routes, int vlan) {
        List<Subnet> parsed = subnets.stream().map(Subnet::parse).toList();
        var refused =
                assertThrows(StorageException.class, () -> new Layer3(parsed, routes, vlan), word);
        assertTrue(refused.getMessage().contains(word), refused::getMessage);
    }

    @Test
    void shouldRefuseImpossibleAddressing() {
        List<String> own = List.of("198.18.7.2/24");
        assertRefused("VLAN 4095", own, List.of(), 4_095);
        assertRefused("without an address", List.of(), List.of(), 0);
        assertRefused("twice", List.of("198.18.7.2/24", "198.18.7.2/16"), List.of(), 0);
        for (String nobody : List.of("198.18.7.255/24", "224.0.0.1/4", "ff02::1/16", "::1/128")) {
            assertRefused("single host", List.of(nobody), List.of(), 0);
        }
        NetAddress any = NetAddress.parse("0.0.0.0");
        for (String gateway : List.of("198.18.8.1", "fd00::1", "198.18.7.2", "198.18.7.255")) {
            var route = new Route(any, 0, NetAddress.parse(gateway));
            assertRefused("no neighbour", own, List.of(route), 0);
        }
        var route = new Route(NetAddress.parse("::"), 0, NetAddress.parse("fe80::1"));
        assertRefused("no neighbour", own, List.of(route), 0);
        Layer3 good = new Layer3(List.of(Subnet.parse("fd00:7::2/64")), List.of(route), 4_094);
        assertEquals(1, good.routes().size());
    }

    @Test
    void shouldRefuseImpossiblePorts() {
        assertThrows(StorageException.class, () -> new FrameConfig(Rig.BOTH, 0, 9, 1_500, false));
        assertThrows(
                StorageException.class,
                () -> new FrameConfig(Rig.BOTH, Mac.BROADCAST, 9, 1_500, false));
        assertThrows(
                StorageException.class, () -> new FrameConfig(Rig.BOTH, Rig.MAC, 0, 1_500, false));
        assertThrows(
                StorageException.class, () -> new FrameConfig(Rig.BOTH, Rig.MAC, 9, 1_279, false));
    }

    @Test
    void shouldWriteAndReadEthernetAddresses() {
        assertEquals(0x0c_0000_0002L, Mac.parse("02:00:00:00:0c:00"));
        for (String text : List.of("02:1a:2b:3c:4d:5e", "ff:ff:ff:ff:ff:ff")) {
            assertEquals(text, Mac.text(Mac.parse(text)));
        }
        assertEquals("33:33:ff:12:34:56", Mac.text(Mac.multicast(0x1_ff12_3456L)));
        for (String text : List.of("", "02:00:00:00:00", "02:00:00:00:00:0g", "2:0:0:0:0:0")) {
            assertThrows(IllegalArgumentException.class, () -> Mac.parse(text));
        }
    }

    /** Against sums made word by word, at all lengths and places. */
    @Test
    void shouldSumLikeRfc1071() {
        long seed = 20_261_128;
        var random = new SplittableRandom(seed);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(9_100, 64);
            for (int round = 0; round < 2_000; round++) {
                int bytes = random.nextInt(round % 10 == 0 ? 9_000 : 100);
                int offset = random.nextInt(16);
                byte[] content = new byte[bytes];
                random.nextBytes(content);
                if (round % 7 == 0) {
                    java.util.Arrays.fill(content, (byte) 0xff);
                }
                MemorySegment.copy(content, 0, memory, ValueLayout.JAVA_BYTE, offset, bytes);
                int swapped = Checksum.fold(Checksum.add(0, memory.address() + offset, bytes));
                int sum = Short.reverseBytes((short) swapped) & 0xffff;
                String hex = HexFormat.of().formatHex(content) + (bytes % 2 == 0 ? "" : "00");
                assertEquals(~Frames.checksum(hex) & 0xffff, sum, "seed " + seed + " of " + bytes);
            }
        }
    }
}
