package io.heddle.transport.internal;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;

import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** {@link Aead} by the JVM, where there is no libcrypto. It allocates for each datagram. */
final class JceAead implements Aead {
    private final SecretKeySpec key;
    private final Nonce nonce;
    private final Cipher cipher;
    private final byte[] header = new byte[OuterHeader.BYTES];
    private byte[] in = new byte[2_048];
    private byte[] out = new byte[2_048];

    JceAead(byte[] key, byte[] iv) {
        this.key = new SecretKeySpec(key, "AES");
        nonce = new Nonce(iv);
        try {
            cipher = Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JVM has no AES-GCM", e);
        }
    }

    @Override
    public void seal(MemorySegment memory, long start, int bytes, long number) {
        try {
            run(Cipher.ENCRYPT_MODE, memory, start, bytes - OuterHeader.BYTES, number);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The JVM does not encrypt", e);
        }
    }

    @Override
    public boolean open(MemorySegment memory, long start, int bytes, long number) {
        try {
            run(Cipher.DECRYPT_MODE, memory, start, bytes - OuterHeader.BYTES, number);
            return true;
        } catch (AEADBadTagException forged) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The JVM does not decrypt", e);
        }
    }

    private void run(int mode, MemorySegment memory, long start, int body, long number)
            throws GeneralSecurityException {
        if (body < 0) {
            throw new IndexOutOfBoundsException("A datagram without a body");
        }
        if (in.length < body + TAG_BYTES) {
            in = new byte[body + TAG_BYTES];
            out = new byte[body + TAG_BYTES];
        }
        byte[] full = ByteBuffer.allocate(IV_BYTES)
                .putInt(nonce.head)
                .putLong(nonce.tail(number))
                .array();
        cipher.init(mode, key, new GCMParameterSpec(TAG_BYTES * Byte.SIZE, full));
        MemorySegment.copy(memory, JAVA_BYTE, start, header, 0, OuterHeader.BYTES);
        cipher.updateAAD(header);
        long at = start + OuterHeader.BYTES;
        MemorySegment.copy(memory, JAVA_BYTE, at, in, 0, body);
        int made = cipher.doFinal(in, 0, body, out, 0);
        MemorySegment.copy(out, 0, memory, JAVA_BYTE, at, made);
    }

    @Override
    public void close() {
        Arrays.fill(in, (byte) 0);
        Arrays.fill(out, (byte) 0);
    }
}
