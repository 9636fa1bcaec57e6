package io.heddle.control.internal.link;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** What processes say on a control connection. */
sealed interface LinkMessage {
    /** The longest one, in bytes. */
    int MOST_BYTES = 16 << 10;

    int FORMAT = 1;
    int MOST_RANGES = 1_000;

    /** Which nodes live in this process; the first message of both ends. */
    record Announce(List<NodeRange> nodes) implements LinkMessage {}

    /** This end still lives. */
    record Alive() implements LinkMessage {}

    /** Format u8, kind u8, then for Announce u16 ranges of u32 first, u32 count, big-endian. */
    default byte[] encode() {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            out.writeByte(FORMAT);
            switch (this) {
                case Announce announce -> {
                    out.writeByte(1);
                    out.writeShort(announce.nodes.size());
                    for (NodeRange range : announce.nodes) {
                        out.writeInt(range.first());
                        out.writeInt(range.count());
                    }
                }
                case Alive alive -> out.writeByte(2);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** @throws UncheckedIOException if these bytes are no message */
    static LinkMessage decode(byte[] message) {
        try (var in = new DataInputStream(new ByteArrayInputStream(message))) {
            int format = in.readUnsignedByte();
            if (format != FORMAT) {
                throw new IOException("format " + format + " of a message is not " + FORMAT);
            }
            int kind = in.readUnsignedByte();
            LinkMessage decoded = switch (kind) {
                case 1 -> announce(in);
                case 2 -> new Alive();
                default -> throw new IOException("kind " + kind + " of a message");
            };
            if (in.available() > 0) {
                throw new IOException("a message is followed by more bytes");
            }
            return decoded;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Announce announce(DataInputStream in) throws IOException {
        int count = in.readUnsignedShort();
        if (count > MOST_RANGES) {
            throw new IOException(count + " ranges of nodes");
        }
        var ranges = new ArrayList<NodeRange>();
        for (int i = 0; i < count; i++) {
            var range = new NodeRange(in.readInt(), in.readInt());
            if (range.first() < 0 || range.count() < 1) {
                throw new IOException("no nodes are " + range);
            }
            ranges.add(range);
        }
        return new Announce(List.copyOf(ranges));
    }
}
