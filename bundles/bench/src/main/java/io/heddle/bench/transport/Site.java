package io.heddle.bench.transport;

import org.jspecify.annotations.Nullable;

import java.io.IOException;

/** Where the two processes of a pair live: on loopback, or at the ends of a veth. */
final class Site implements AutoCloseable {
    /** Of Aeron's datagrams on loopback: the most that it takes. */
    private static final int LOOPBACK_MTU_BYTES = 65_504;

    private static final int ETHERNET_MTU_BYTES = 1500;

    private final @Nullable VethLink link;
    private final int aeronMtuBytes;

    private Site(@Nullable VethLink link, int aeronMtuBytes) {
        this.link = link;
        this.aeronMtuBytes = aeronMtuBytes;
    }

    static Site open(EchoMeasure.Link link) throws IOException, InterruptedException {
        return switch (link) {
            case LOOPBACK -> new Site(null, LOOPBACK_MTU_BYTES);
            case VETH -> veth(ETHERNET_MTU_BYTES);
        };
    }

    /** A veth with an MTU. */
    static Site veth(int mtuBytes) throws IOException, InterruptedException {
        // Less the headers of IPv4 and UDP; Aeron wants a multiple of 32.
        return new Site(VethLink.make(mtuBytes, 1), (mtuBytes - 28) / 32 * 32);
    }

    Pair.Place server() {
        return link == null ? new Pair.Place(null, "127.0.0.1") : link.serverPlace();
    }

    Pair.Place client() {
        return link == null ? new Pair.Place(null, "127.0.0.1") : link.clientPlace();
    }

    /** The link of a veth site. */
    VethLink link() {
        if (link == null) {
            throw new IllegalStateException("Loopback is no link.");
        }
        return link;
    }

    int aeronMtuBytes() {
        return aeronMtuBytes;
    }

    @Override
    public void close() throws IOException {
        if (link != null) {
            link.close();
        }
    }
}
