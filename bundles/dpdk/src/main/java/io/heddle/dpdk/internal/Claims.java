package io.heddle.dpdk.internal;

import io.heddle.foreign.linux.Errno;
import io.heddle.net.NetAddress;
import io.heddle.runtime.StorageException;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** Which addresses with their UDP ports this process uses: each once. */
final class Claims {
    /** The dynamic ports of RFC 6335, in which nobody on these addresses competes with us. */
    private static final int FIRST_PORT = 49_152;

    private static final int PORTS = 16_384;

    private final Set<Claim> addresses = new HashSet<>();

    /** @param network the name of a device that is a network of its own, or empty */
    private record Claim(String network, NetAddress address) {}

    /**
     * The address with a UDP port: that which is wanted, or any free one for port 0.
     *
     * @param network what it has to be unique in: a device that joins two only, or empty for all others
     */
    synchronized NetAddress address(String network, NetAddress wanted) {
        if (wanted.port() != 0) {
            if (!addresses.add(new Claim(network, wanted))) {
                throw new StorageException(
                        Errno.EADDRINUSE,
                        "The address " + wanted + " is in use by another port of this process;"
                                + " choose another port or 0.");
            }
            return wanted;
        }
        int start = ThreadLocalRandom.current().nextInt(PORTS);
        for (int step = 0; step < PORTS; step++) {
            int port = FIRST_PORT + (start + step) % PORTS;
            var address = new NetAddress(wanted.high(), wanted.low(), port);
            if (addresses.add(new Claim(network, address))) {
                return address;
            }
        }
        throw new StorageException(
                Errno.EADDRINUSE,
                "No UDP port is left on " + wanted.host() + "; close ports that nobody uses.");
    }

    synchronized void freeAddress(String network, NetAddress address) {
        addresses.remove(new Claim(network, address));
    }
}
