package io.heddle.drivers.udp.netty;

import io.heddle.net.Datagram;
import io.heddle.net.NetAddress;
import io.heddle.net.spi.BoundInterface;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.InetSocketAddress;
import java.nio.ByteOrder;

/** Between two longs and the address objects of the JDK. */
final class Addresses {
    private static final long V4_MAPPED = 0xffff_0000_0000L;
    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private Addresses() {}

    static InetSocketAddress inet(NetAddress address) {
        return new InetSocketAddress(BoundInterface.inet(address), address.port());
    }

    static NetAddress net(InetSocketAddress address) {
        byte[] bytes = address.getAddress().getAddress();
        return bytes.length == 4
                ? NetAddress.ipv4((int) INT.get(bytes, 0), address.getPort())
                : new NetAddress(
                        (long) LONG.get(bytes, 0), (long) LONG.get(bytes, 8), address.getPort());
    }

    /** Writes the sender into a datagram. */
    static void remote(Datagram datagram, InetSocketAddress sender) {
        byte[] bytes = sender.getAddress().getAddress();
        if (bytes.length == 4) {
            // Byte by byte: so the compiler sees that nobody keeps the copy, and makes none.
            long address = (bytes[0] & 0xffL) << 24
                    | (bytes[1] & 0xffL) << 16
                    | (bytes[2] & 0xffL) << 8
                    | bytes[3] & 0xffL;
            datagram.remote(0, V4_MAPPED | address, sender.getPort());
        } else {
            datagram.remote((long) LONG.get(bytes, 0), (long) LONG.get(bytes, 8), sender.getPort());
        }
    }
}
