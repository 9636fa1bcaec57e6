package io.heddle.hardware;

/** What carries the frames, by the ARPHRD number of the interface. */
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
}
