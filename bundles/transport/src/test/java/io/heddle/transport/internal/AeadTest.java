package io.heddle.transport.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.util.SplittableRandom;

/** The two ciphers are one: what the one seals the other opens. */
class AeadTest {
    private static final long SEED = Long.getLong("heddle.seed", 7);

    @Test
    void shouldMakeTheSameBytesInBothCiphers() {
        System.out.println("seed " + SEED);
        var random = new SplittableRandom(SEED);
        try (var library = Aeads.libcrypto(22);
                var jvm = Aeads.jce(22);
                Arena arena = Arena.ofConfined()) {
            Assumptions.assumeTrue(library != null, "SKIPPED: no libcrypto.so.3; install libssl3");
            var one = arena.allocate(70_000);
            var other = arena.allocate(70_000);
            for (int round = 0; round < 300; round++) {
                byte[] key = new byte[Aead.KEY_BYTES];
                byte[] iv = new byte[Aead.IV_BYTES];
                random.nextBytes(key);
                random.nextBytes(iv);
                int bytes = OuterHeader.BYTES + random.nextInt(round % 30 == 0 ? 60_000 : 2_000);
                int start = random.nextInt(50);
                byte[] plain = new byte[bytes];
                random.nextBytes(plain);
                one.asSlice(start, bytes).copyFrom(java.lang.foreign.MemorySegment.ofArray(plain));
                other.asSlice(start, bytes)
                        .copyFrom(java.lang.foreign.MemorySegment.ofArray(plain));
                long number = random.nextLong();
                try (var a = library.sealing(key, iv);
                        var b = jvm.sealing(key, iv);
                        var back = library.opening(key, iv)) {
                    a.seal(one, start, bytes, number);
                    b.seal(other, start, bytes, number);
                    int sealed = bytes + Aead.TAG_BYTES;
                    assertEquals(
                            -1, one.asSlice(start, sealed).mismatch(other.asSlice(start, sealed)));
                    assertTrue(back.open(other, start, sealed, number));
                    assertTrue(jvm.opening(key, iv).open(one, start, sealed, number));
                    assertArrayEquals(plain, one.asSlice(start, bytes).toArray(Bytes.U8));
                    assertArrayEquals(plain, other.asSlice(start, bytes).toArray(Bytes.U8));
                }
            }
        }
    }

    @Test
    void shouldCheckBoundsBeforeLibcryptoWrites() {
        try (var library = Aeads.libcrypto(22);
                Arena arena = Arena.ofConfined()) {
            Assumptions.assumeTrue(library != null, "SKIPPED: no libcrypto.so.3; install libssl3");
            var memory = arena.allocate(100);
            try (var aead = library.sealing(new byte[32], new byte[12])) {
                aead.seal(memory, 0, 84, 1);
                assertThrows(IndexOutOfBoundsException.class, () -> aead.seal(memory, 0, 85, 1));
                assertThrows(IndexOutOfBoundsException.class, () -> aead.seal(memory, -1, 40, 1));
                assertThrows(IndexOutOfBoundsException.class, () -> aead.open(memory, 0, 101, 1));
                assertThrows(IndexOutOfBoundsException.class, () -> aead.open(memory, 0, 39, 1));
            }
        }
    }
}
