package io.heddle.transport.internal;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** CRC32C over a part of a buffer outside the heap, by the processor's instruction. */
final class Crc {
    private final CRC32C crc = new CRC32C();

    /** @param view a view of the whole buffer, whose position and limit are this method's to move */
    int of(ByteBuffer view, int from, int to) {
        view.limit(to);
        view.position(from);
        crc.reset();
        crc.update(view);
        return (int) crc.getValue();
    }
}
