package io.heddle.drivers.udp.netty;

import io.heddle.net.Datagram;
import io.heddle.net.NetAddress;

import org.jspecify.annotations.Nullable;

import java.net.InetSocketAddress;

/** Socket addresses by remote, direct-mapped: a collision only makes an object again. */
final class RemoteCache {
    private static final int SLOTS = 1024;

    private final @Nullable NetAddress[] keys = new NetAddress[SLOTS];
    private final @Nullable InetSocketAddress[] values = new InetSocketAddress[SLOTS];

    InetSocketAddress get(Datagram datagram) {
        long mixed =
                (datagram.remoteHigh() * 31 + datagram.remoteLow()) * 31 + datagram.remotePort();
        int slot = (int) (mixed * 0x9E37_79B9_7F4A_7C15L >>> 54);
        NetAddress key = keys[slot];
        InetSocketAddress value = values[slot];
        if (key != null && value != null && datagram.isRemote(key)) {
            return value;
        }
        key = new NetAddress(datagram.remoteHigh(), datagram.remoteLow(), datagram.remotePort());
        value = Addresses.inet(key);
        keys[slot] = key;
        values[slot] = value;
        return value;
    }
}
