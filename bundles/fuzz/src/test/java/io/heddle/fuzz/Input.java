package io.heddle.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Takes an input apart from its front, so that inputs can be written by hand; zeros follow its end. */
public final class Input {
    private final byte[] bytes;
    private int at;

    public Input(byte[] bytes) {
        this.bytes = bytes;
    }

    public boolean isEmpty() {
        return at >= bytes.length;
    }

    public int u8() {
        return isEmpty() ? 0 : bytes[at++] & 0xff;
    }

    public int u16() {
        return u8() | u8() << 8;
    }

    public long u64() {
        long value = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            value |= (long) u8() << 8 * i;
        }
        return value;
    }

    /** The next bytes, or the fewer that are left. */
    public byte[] bytes(int most) {
        int end = Math.min(bytes.length, at + most);
        byte[] taken = Arrays.copyOfRange(bytes, Math.min(at, end), end);
        at = end;
        return taken;
    }

    /** All that is left, as text; what is no text becomes the replacement character. */
    public String text() {
        return new String(bytes(Integer.MAX_VALUE - at), StandardCharsets.UTF_8);
    }
}
