package io.heddle.planner.internal.live;

import io.heddle.net.DataNic;
import io.heddle.net.NetAddress;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Where this instance listens.
 *
 * @param management of console and REST, or null where its name is no literal address
 * @param nics of the ports
 */
record LocalNetworks(@Nullable InetAddress management, List<DataNic> nics) {
    /** The property that says where console and REST listen; without it everywhere. */
    static final String MANAGEMENT = "org.apache.felix.http.host";

    static LocalNetworks of(@Nullable String managementHost, List<DataNic> nics) {
        return new LocalNetworks(management(managementHost), nics);
    }

    /** Every address of the data network. */
    List<InetAddress> data() {
        return nics.stream()
                .flatMap(nic -> nic.addresses().stream())
                .map(LocalNetworks::address)
                .toList();
    }

    private static @Nullable InetAddress management(@Nullable String host) {
        String text = host == null || host.isBlank() ? "0.0.0.0" : host.strip();
        try {
            return text.equals("localhost")
                    ? InetAddress.getLoopbackAddress()
                    : InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException name) {
            return null; // A name server is not asked for a piece of advice.
        }
    }

    private static InetAddress address(NetAddress address) {
        ByteBuffer bytes = ByteBuffer.allocate(16);
        bytes.putLong(address.high()).putLong(address.low());
        try {
            // Mapped forms become IPv4 here.
            return InetAddress.getByAddress(bytes.array());
        } catch (UnknownHostException length) {
            throw new IllegalStateException("16 bytes are an address.", length);
        }
    }
}
