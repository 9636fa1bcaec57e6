package io.heddle.hardware;

/** What carries the frames of an interface or of an RDMA port. */
public enum LinkLayer {
    ETHERNET,
    INFINIBAND,
    LOOPBACK,
    OTHER;

    /** The link layer of an ARPHRD number from {@code /sys/class/net/NAME/type}. */
    public static LinkLayer of(int arphrd) {
        return switch (arphrd) {
            case 1 -> ETHERNET;
            case 32 -> INFINIBAND;
            case 772 -> LOOPBACK;
            default -> OTHER;
        };
    }

    /** The link layer of an RDMA port from {@code /sys/class/infiniband/NAME/ports/N/link_layer}. */
    public static LinkLayer of(String word) {
        return switch (word) {
            case "Ethernet" -> ETHERNET;
            case "InfiniBand" -> INFINIBAND;
            default -> OTHER;
        };
    }
}
