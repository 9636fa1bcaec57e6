package io.heddle.dpdk.frames;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.net.NetAddress;

import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;
import java.util.SplittableRandom;

/** Which of several stacks a frame is for. */
class FrameSortTest {
    private static final NetAddress HERE = NetAddress.parse("198.18.7.1");

    /** In memory of exactly its length. */
    private static int sorted(String frame) {
        byte[] bytes = HexFormat.of().parseHex(Frames.plain(frame));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(bytes.length, 8);
            MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, 0, bytes.length);
            return FrameSort.udpPort(memory.address(), bytes.length);
        }
    }

    private static String tagged(String frame) {
        String plain = Frames.plain(frame);
        return plain.substring(0, 24) + "81000007" + plain.substring(24);
    }

    @Test
    void shouldFindThePortOfDatagrams() {
        assertEquals(0x1b59, sorted(Frames.LINUX_UDP4));
        assertEquals(0x1b59, sorted(Frames.LINUX_UDP6));
        assertEquals(0x1b59, sorted(tagged(Frames.LINUX_UDP4)));
        assertEquals(0x1b59, sorted(tagged(Frames.LINUX_UDP6)));
    }

    @Test
    void shouldGiveAllWhatAllLearnFrom() {
        for (String frame : new String[] {
            Frames.LINUX_ARP, Frames.LINUX_SOLICITATION, Frames.LINUX_PING4, Frames.LINUX_PING6
        }) {
            assertEquals(FrameSort.FOR_ALL, sorted(frame));
            assertEquals(FrameSort.FOR_ALL, sorted(tagged(frame)));
        }
    }

    @Test
    void shouldGiveNobodyWhatIsNoneOfThese() {
        String start = "02000000000a02000000000b";
        String tcp = Frames.ipv4(HERE, HERE, 6, 0, 0, "00".repeat(20));
        assertEquals(FrameSort.FOR_NOBODY, sorted(start + "0800" + tcp));
        // The second part of a fragment: what looks like a port is none.
        String later = Frames.ipv4(HERE, HERE, Wire.UDP, 3, 0, "12b71b590015c516");
        assertEquals(FrameSort.FOR_NOBODY, sorted(start + "0800" + later));
        assertEquals(FrameSort.FOR_NOBODY, sorted(start + "88cc" + "00".repeat(50)));
        assertEquals(FrameSort.FOR_NOBODY, sorted(start));
    }

    /** Cut anywhere, and with any byte changed, it is one of the three, and no byte beyond is read. */
    @Test
    void shouldTakeWhateverComes() {
        var random = new SplittableRandom(1);
        for (String frame : new String[] {Frames.LINUX_UDP4, Frames.LINUX_UDP6, Frames.LINUX_ARP}) {
            byte[] bytes = HexFormat.of().parseHex(Frames.plain(frame));
            for (int round = 0; round < 100_000; round++) {
                byte[] changed = bytes.clone();
                changed[random.nextInt(changed.length)] = (byte) random.nextInt();
                int length = random.nextInt(changed.length + 1);
                int guarded = sorted(changed, length, (byte) 0);
                assertTrue(guarded >= FrameSort.FOR_ALL && guarded <= 0xffff);
                assertEquals(guarded, sorted(changed, length, (byte) -1));
            }
        }
    }

    private static int sorted(byte[] bytes, int length, byte beyond) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(256, 8).fill(beyond);
            MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, 0, length);
            return FrameSort.udpPort(memory.address(), length);
        }
    }
}
