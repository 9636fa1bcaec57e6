package io.heddle.transport.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.transport.PairSecret;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashSet;
import java.util.SplittableRandom;

/** Two ends of a session, with libcrypto and with the JVM's cipher. */
class SealTest {
    private static final long SEED = Long.getLong("heddle.seed", 20_261);
    private static final int FORGERIES = Integer.getInteger("heddle.forgeries", 20_000);
    private static final int BODY_BYTES = 200;
    private static final int PLAIN_BYTES = OuterHeader.BYTES + BODY_BYTES;
    private static final int SEALED_BYTES = PLAIN_BYTES + Aead.TAG_BYTES;

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment memory = arena.allocate(1 << 16);
    private Aeads aeads;
    private Seal asking;
    private Seal answering;

    private void open(boolean isNative, int shift) {
        aeads = isNative ? Aeads.libcrypto(shift) : Aeads.jce(shift);
        Assumptions.assumeTrue(aeads != null, "SKIPPED: no libcrypto.so.3; install libssl3");
        PairSecret session = KeyChain.session(secret(1), 11, 22, 1, 33);
        asking = new Seal(aeads, session, true, secret(1), 33);
        answering = new Seal(aeads, session, false, secret(1), 33);
    }

    @AfterEach
    void close() {
        if (aeads != null) {
            asking.close();
            answering.close();
            assertEquals(0, aeads.keys(), "keys that nobody freed");
            aeads.close();
        }
        arena.close();
    }

    private static PairSecret secret(int fill) {
        byte[] bytes = new byte[PairSecret.BYTES];
        java.util.Arrays.fill(bytes, (byte) fill);
        return new PairSecret(bytes);
    }

    private byte[] sealed(Seal by, int path, long packet) {
        OuterHeader.write(memory, 0, 1, OuterHeader.DATA, by.flags(packet), path, 7, 9, packet);
        for (int i = 0; i < BODY_BYTES; i++) {
            memory.set(Bytes.U8, OuterHeader.BYTES + i, (byte) (packet + i));
        }
        by.seal(memory, 0, PLAIN_BYTES);
        return memory.asSlice(0, SEALED_BYTES).toArray(Bytes.U8);
    }

    private int open(Seal by, byte[] datagram) {
        MemorySegment.copy(datagram, 0, memory, Bytes.U8, 0, datagram.length);
        return by.open(memory, 0, datagram.length);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldOpenWhatThePeerSealedAndNothingElse(boolean isNative) {
        open(isNative, Aeads.GENERATION_SHIFT);
        for (int path = 0; path < Tuning.PATHS; path++) {
            byte[] datagram = sealed(asking, path, 5);
            byte[] plain = datagram.clone();
            assertEquals(Seal.OPENED, open(answering, datagram));
            for (int i = 0; i < BODY_BYTES; i++) {
                assertEquals((byte) (5 + i), memory.get(Bytes.U8, OuterHeader.BYTES + i));
            }
            assertArrayEquals(plain, datagram);
            assertEquals(Seal.FORGED, open(asking, datagram), "reflected to its sender");
            byte[] elsewhere = datagram.clone();
            elsewhere[1] = (byte) (elsewhere[1] ^ 0x08);
            assertEquals(Seal.FORGED, open(answering, elsewhere), "on another path");
        }
        byte[] answer = sealed(answering, 0, 5);
        assertEquals(Seal.OPENED, open(asking, answer));
        assertEquals(Seal.FORGED, open(answering, answer), "reflected to its sender");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldAcceptNoFlippedTruncatedExtendedOrInventedDatagram(boolean isNative) {
        System.out.println("seed " + SEED + ", " + FORGERIES + " forgeries of each kind");
        open(isNative, Aeads.GENERATION_SHIFT);
        byte[] good = sealed(asking, 1, 1_000);
        int accepted = 0;
        for (int i = 0; i < FORGERIES; i++) {
            byte[] flipped = good.clone();
            int bit = random.nextInt(good.length * 8);
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            accepted += open(answering, flipped) == Seal.OPENED ? 1 : 0;
            byte[] shorter = java.util.Arrays.copyOf(good, random.nextInt(good.length));
            accepted += open(answering, shorter) == Seal.OPENED ? 1 : 0;
            byte[] longer =
                    java.util.Arrays.copyOf(good, good.length + 1 + random.nextInt(BODY_BYTES));
            accepted += open(answering, longer) == Seal.OPENED ? 1 : 0;
            byte[] invented = new byte[SEALED_BYTES];
            random.nextBytes(invented);
            System.arraycopy(good, 0, invented, 0, OuterHeader.BYTES);
            accepted += open(answering, invented) == Seal.OPENED ? 1 : 0;
        }
        assertEquals(0, accepted);
        assertEquals(Seal.OPENED, open(answering, good), "forgeries leave no trace");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldRatchetWithoutARoundTripAndKeepOneGenerationBack(boolean isNative) {
        open(isNative, 4);
        byte[] early = sealed(asking, 0, 15);
        byte[] next = sealed(asking, 0, 16);
        byte[] last = sealed(asking, 0, 31);
        byte[] third = sealed(asking, 0, 32);
        assertEquals(Seal.GENERATION, open(answering, third), "two ahead of what was shown");
        assertEquals(Seal.OPENED, open(answering, next));
        assertEquals(Seal.OPENED, open(answering, early), "a late one of the key before");
        assertEquals(Seal.OPENED, open(answering, last));
        assertEquals(Seal.OPENED, open(answering, third));
        assertEquals(Seal.GENERATION, open(answering, early), "two behind");
        assertThrows(IllegalStateException.class, () -> sealed(asking, 0, 15));
        byte[] wrongPhase = third.clone();
        wrongPhase[1] ^= OuterHeader.KEYPHASE;
        assertEquals(Seal.MALFORMED, open(answering, wrongPhase));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldNotTurnTheRatchetForAForgedNumber(boolean isNative) {
        open(isNative, 4);
        byte[] good = sealed(asking, 0, 3);
        for (long packet = 16; packet < 32; packet++) {
            byte[] jump = good.clone();
            jump[8] = (byte) packet;
            jump[1] |= OuterHeader.KEYPHASE;
            assertEquals(Seal.FORGED, open(answering, jump));
        }
        if (isNative) {
            // One key to send, and the current and the next one to receive.
            assertEquals(3, aeads.keys());
        }
        assertEquals(Seal.OPENED, open(answering, good));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldCrossTheRealRatchetAtFourMillionPackets(boolean isNative) {
        open(isNative, Aeads.GENERATION_SHIFT);
        long edge = 1L << 22;
        for (long packet = edge - 3; packet < edge + 3; packet++) {
            byte[] datagram = sealed(asking, 2, packet);
            assertEquals(packet < edge ? 0 : OuterHeader.KEYPHASE, datagram[1] & 2);
            assertEquals(Seal.OPENED, open(answering, datagram), "packet " + packet);
        }
    }

    /** A restart, a clone of a disk and a replayed HELLO all change one of these four. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldGiveEachIncarnationOpeningAndSaltKeysOfItsOwn(boolean isNative) {
        open(isNative, Aeads.GENERATION_SHIFT);
        long[][] sessions = {
            {11, 22, 1, 33}, {12, 22, 1, 33}, {11, 23, 1, 33}, {11, 22, 2, 33}, {11, 22, 1, 34}
        };
        var keys = new HashSet<String>();
        for (long[] one : sessions) {
            var session = KeyChain.session(secret(1), one[0], one[1], one[2], one[3]);
            for (int path = 0; path < Tuning.PATHS; path++) {
                for (boolean asks : new boolean[] {true, false}) {
                    var generation = KeyChain.path(session, asks, path);
                    for (int turn = 0; turn < 3; turn++) {
                        byte[] key = generation.expand("heddle key", new byte[0], 32);
                        assertTrue(keys.add(java.util.HexFormat.of().formatHex(key)));
                        generation = KeyChain.next(generation);
                    }
                }
            }
        }
        assertNotEquals(
                KeyChain.session(secret(1), 11, 22, 1, 33),
                KeyChain.session(secret(2), 11, 22, 1, 33));
        assertFalse(secret(1).toString().contains("0101"));
    }
}
