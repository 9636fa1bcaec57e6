package io.heddle.testkit.sim;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A number over everything that happened, and the last of it in words. */
final class Trace {
    private static final int KEPT = 256;
    private static final int OUTER_HEADER_BYTES = 24;
    private static final int HASHED_BYTES = 64;
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private record Seen(
            long timeNs, String subject, @Nullable String receiver, byte @Nullable [] bytes) {
        @Override
        public String toString() {
            String time = String.format(Locale.ROOT, "%.6f ms  ", timeNs / 1e6);
            String to = receiver == null ? "" : " -> " + receiver + ": ";
            return time + subject + to + (bytes == null ? "" : outline(bytes));
        }
    }

    private final @Nullable Seen[] seen = new @Nullable Seen[KEPT];
    private long count;
    private long hash;

    long hash() {
        return hash;
    }

    void note(long nowNs, String what) {
        keep(new Seen(nowNs, what, null, null));
        mix(nowNs, what.hashCode());
    }

    void datagram(long nowNs, String from, String to, byte[] bytes) {
        keep(new Seen(nowNs, from, to, bytes));
        // The headers have checksums of the rest, so that their bytes stand for all.
        for (int at = 0; at + 8 <= bytes.length && at < HASHED_BYTES; at += 8) {
            mix(nowNs, (long) LONGS.get(bytes, at));
        }
        mix(nowNs, bytes.length);
    }

    private void keep(Seen one) {
        seen[(int) (count++ % KEPT)] = one;
    }

    private void mix(long nowNs, long value) {
        hash = (hash ^ value ^ nowNs) * 0x9E37_79B9_7F4A_7C15L;
        hash ^= hash >>> 29;
    }

    /** The last events, oldest first, each with its time. */
    List<String> last(int most) {
        var lines = new ArrayList<String>();
        for (long i = Math.max(0, count - Math.min(most, KEPT)); i < count; i++) {
            lines.add(String.valueOf(seen[(int) (i % KEPT)]));
        }
        return lines;
    }

    private static String outline(byte[] bytes) {
        if (bytes.length < OUTER_HEADER_BYTES) {
            return bytes.length + " bytes";
        }
        var header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        return String.format(
                Locale.ROOT,
                "%d bytes, class %d, path %d, session %08x, packet %d",
                bytes.length,
                header.get(0) & 0xf,
                header.get(1) >> 3 & 3,
                header.getInt(4),
                header.getLong(8));
    }
}
