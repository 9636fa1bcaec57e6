package io.heddle.transport.internal;

import io.heddle.fuzz.Input;
import io.heddle.net.Datagram;
import io.heddle.net.NetPort;
import io.heddle.testkit.sim.SimLane;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Field;

/**
 * Datagrams of an input, thrown at a port: u8 how, u16 length, the bytes. How: 1 makes the checksums
 * good, 2 sets class DATA and a fresh packet number, 4 version and index of the session that is open.
 */
final class HostileDatagrams {
    private static final int GOOD_CHECKSUM = 1;
    private static final int FRESH_PACKET = 2;
    private static final int IN_SESSION = 4;
    private static final MemorySegment HOSTILE = Arena.global().allocate(SimLane.MTU_BYTES);

    private final Crc crc = new Crc();
    private final Datagram datagram = new Datagram(HOSTILE, 0, SimLane.MTU_BYTES);
    private final int version;
    private final int index;

    /** @param endpoint has a session, or none is hit */
    HostileDatagrams(NodeEndpoint endpoint) {
        SessionCore core = session(endpoint);
        version = core == null ? OuterHeader.HANDSHAKE_VERSION : core.version;
        index = core == null ? 0 : core.index;
    }

    /** What only a peer knows; an endpoint does not tell it. */
    private static @org.jspecify.annotations.Nullable SessionCore session(NodeEndpoint endpoint) {
        try {
            Field field = NodeEndpoint.class.getDeclaredField("station");
            field.setAccessible(true);
            SessionTable table = ((Station) field.get(endpoint)).table;
            for (int place = 0; place < table.places(); place++) {
                if (table.at(place) != null) {
                    return table.at(place);
                }
            }
            return null;
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    /** Throws the next one, if there is any. */
    void throwAt(NetPort target, Input input, int packet, NetPort from) {
        int how = input.u8();
        byte[] bytes = input.bytes(Math.min(input.u16(), SimLane.MTU_BYTES));
        if (bytes.length == 0) {
            return;
        }
        MemorySegment.copy(bytes, 0, HOSTILE, Bytes.U8, 0, bytes.length);
        boolean hasHeaders = bytes.length >= OuterHeader.BYTES + InnerHeader.BYTES;
        if ((how & FRESH_PACKET) != 0 && hasHeaders) {
            int told = (how & IN_SESSION) == 0 ? OuterHeader.HANDSHAKE_VERSION : version;
            HOSTILE.set(Bytes.U8, 0, (byte) (told << 4 | OuterHeader.DATA));
            HOSTILE.set(Bytes.U64, 8, 1L << 20 | packet);
        }
        if ((how & IN_SESSION) != 0 && hasHeaders) {
            HOSTILE.set(Bytes.U32, 4, index);
        }
        if ((how & GOOD_CHECKSUM) != 0 && hasHeaders) {
            repair(bytes.length);
        }
        datagram.set(bytes.length, 0);
        datagram.remote(target.localAddress());
        from.txBurst(new Datagram[] {datagram}, 0, 1);
    }

    private void repair(int bytes) {
        var view = HOSTILE.asByteBuffer();
        if (OuterHeader.datagramClass(HOSTILE, 0) != OuterHeader.DATA) {
            if (bytes >= HandshakeFrame.DATAGRAM_BYTES) {
                HandshakeFrame.setCrc(HOSTILE, OuterHeader.BYTES, 0);
                HandshakeFrame.setCrc(HOSTILE, OuterHeader.BYTES, crc.of(view, 0, bytes));
            }
            return;
        }
        int from = 0;
        int header = OuterHeader.BYTES;
        while (header + InnerHeader.BYTES <= bytes) {
            int end = header + InnerHeader.BYTES + InnerHeader.fragmentBytes(HOSTILE, header);
            if (end > bytes) {
                return;
            }
            InnerHeader.setCrc(HOSTILE, header, 0);
            InnerHeader.setCrc(HOSTILE, header, crc.of(view, from, end));
            from = end;
            header = end;
        }
    }
}
