package io.heddle.foreign.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.util.HexFormat;

/** Vectors: McGrew and Viega, The Galois/Counter Mode of Operation, appendix B, cases 13 to 16. */
class GcmContextTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final String ZEROS = "00".repeat(32);
    private static final String KEY =
            "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308";
    private static final String NONCE = "cafebabefacedbaddecaf888";
    private static final String PLAIN =
            "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                    + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255";
    private static final String CIPHER =
            "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
                    + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad";

    private final Arena arena = Arena.ofConfined();
    private Libcrypto library;

    @BeforeEach
    void open() {
        library = Libcrypto.open();
        Assumptions.assumeTrue(
                library != null, "SKIPPED: no libcrypto.so.3; install libssl3 to run this");
    }

    @AfterEach
    void close() {
        if (library != null) {
            library.close();
        }
        arena.close();
    }

    @Test
    void shouldGiveThePublishedCiphertextsAndTags() {
        check(ZEROS, "00".repeat(12), "", "", "", "530f8afbc74536b9a963b4f1c4cb738b");
        check(
                ZEROS,
                "00".repeat(12),
                "",
                "00".repeat(16),
                "cea7403d4d606b6e074ec5d3baf39d18",
                "d0d1c8a799996bf0265b98b5d48ab919");
        check(KEY, NONCE, "", PLAIN, CIPHER, "b094dac5d93471bdec1a502270e3cc6c");
        check(
                KEY,
                NONCE,
                "feedfacedeadbeeffeedfacedeadbeefabaddad2",
                PLAIN.substring(0, 120),
                CIPHER.substring(0, 120),
                "76fc6ece0f4e1768cddf8853bb2d551b");
    }

    private void check(
            String key, String nonce, String header, String plain, String cipher, String tag) {
        MemorySegment aad = memory(header);
        MemorySegment body = memory(plain);
        MemorySegment tagHere = arena.allocate(Libcrypto.TAG_BYTES);
        int head = (int) Long.parseLong(nonce.substring(0, 8), 16);
        long tail = Long.parseUnsignedLong(nonce.substring(8), 16);
        int headerBytes = header.length() / 2;
        int bodyBytes = plain.length() / 2;
        try (var out = library.gcm(HEX.parseHex(key), true);
                var in = library.gcm(HEX.parseHex(key), false)) {
            for (int again = 0; again < 2; again++) {
                out.seal(
                        head,
                        tail,
                        aad.address(),
                        headerBytes,
                        body.address(),
                        bodyBytes,
                        tagHere.address());
                assertEquals(cipher, hex(body, bodyBytes));
                assertEquals(tag, hex(tagHere, Libcrypto.TAG_BYTES));
                assertTrue(in.open(
                        head,
                        tail,
                        aad.address(),
                        headerBytes,
                        body.address(),
                        bodyBytes,
                        tagHere.address()));
                assertEquals(plain, hex(body, bodyBytes));
            }
        }
    }

    @Test
    void shouldRefuseEachFlippedBitAndAnotherNonce() {
        MemorySegment all = arena.allocate(24 + 64 + 16);
        long at = all.address();
        try (var out = library.gcm(HEX.parseHex(KEY), true);
                var in = library.gcm(HEX.parseHex(KEY), false)) {
            out.seal(1, 2, at, 24, at + 24, 64, at + 88);
            byte[] sealed = all.toArray(ValueLayout.JAVA_BYTE);
            for (int bit = 0; bit < sealed.length * 8; bit++) {
                MemorySegment.copy(sealed, 0, all, ValueLayout.JAVA_BYTE, 0, sealed.length);
                byte was = all.get(ValueLayout.JAVA_BYTE, bit / 8);
                all.set(ValueLayout.JAVA_BYTE, bit / 8, (byte) (was ^ 1 << bit % 8));
                assertFalse(in.open(1, 2, at, 24, at + 24, 64, at + 88), "bit " + bit);
            }
            MemorySegment.copy(sealed, 0, all, ValueLayout.JAVA_BYTE, 0, sealed.length);
            assertFalse(in.open(1, 3, at, 24, at + 24, 64, at + 88));
            MemorySegment.copy(sealed, 0, all, ValueLayout.JAVA_BYTE, 0, sealed.length);
            assertTrue(in.open(1, 2, at, 24, at + 24, 64, at + 88), "a refusal leaves no trace");
            assertArrayEquals(new byte[88], all.asSlice(0, 88).toArray(ValueLayout.JAVA_BYTE));
        }
    }

    @Test
    void shouldAllocateNothingForADatagram() {
        MemorySegment all = arena.allocate(24 + 8_192 + 16);
        long at = all.address();
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (var out = library.gcm(HEX.parseHex(KEY), true);
                var in = library.gcm(HEX.parseHex(KEY), false)) {
            int opened = 0;
            long bytes = 0;
            // Handles are compiled on the way; a round without a byte shows that none is needed.
            for (int round = 0; round < 20; round++) {
                long before = threads.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < 5_000; i++) {
                    out.seal(1, i, at, 24, at + 24, 1_344, at + 24 + 1_344);
                    opened += in.open(1, i, at, 24, at + 24, 1_344, at + 24 + 1_344) ? 1 : 0;
                }
                bytes = threads.getCurrentThreadAllocatedBytes() - before;
            }
            assertEquals(100_000, opened);
            assertTrue(bytes < 5_000, bytes + " bytes for 10,000 datagrams");
        }
    }

    @Test
    void shouldFreeWhatItMadeAndRefuseWhatIsOver() {
        GcmContext context = library.gcm(HEX.parseHex(KEY), true);
        assertEquals(1, library.contexts());
        context.close();
        context.close();
        assertEquals(0, library.contexts());
        MemorySegment all = arena.allocate(64);
        assertThrows(
                IllegalStateException.class,
                () -> context.seal(
                        0, 0, all.address(), 8, all.address() + 8, 8, all.address() + 16));
        assertThrows(IllegalArgumentException.class, () -> library.gcm(new byte[16], true));
        library.gcm(HEX.parseHex(KEY), true);
        assertEquals(1, library.contexts());
    }

    @Test
    void shouldSayThatALibraryIsMissing() {
        assertNull(Libcrypto.open("libcrypto.so.0"));
        assertNull(Libcrypto.open("libc.so.6"), "a library without these functions");
    }

    private MemorySegment memory(String hex) {
        byte[] bytes = HEX.parseHex(hex);
        MemorySegment segment = arena.allocate(Math.max(1, bytes.length));
        MemorySegment.copy(bytes, 0, segment, ValueLayout.JAVA_BYTE, 0, bytes.length);
        return segment;
    }

    private static String hex(MemorySegment memory, int bytes) {
        return HEX.formatHex(memory.asSlice(0, bytes).toArray(ValueLayout.JAVA_BYTE));
    }
}
