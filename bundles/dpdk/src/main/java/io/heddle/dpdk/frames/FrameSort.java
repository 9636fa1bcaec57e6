package io.heddle.dpdk.frames;

import static io.heddle.dpdk.frames.Wire.u16;
import static io.heddle.dpdk.frames.Wire.u8;

/** Whose a frame is where several stacks share a device; each looks at it as if it were its only one. */
public final class FrameSort {
    /** ARP, ICMP or ICMPv6: all stacks learn from it. */
    public static final int FOR_ALL = -1;

    /** Nothing that a stack takes; any of them counts it. */
    public static final int FOR_NOBODY = 0;

    private static final int FRAGMENT_OFFSET = 0x1fff;

    private FrameSort() {}

    /**
     * The UDP port that a frame goes to, {@link #FOR_ALL} or {@link #FOR_NOBODY}; nothing beyond its
     * length is read, and nothing else of it is checked.
     *
     * @param frame its address
     */
    public static int udpPort(long frame, int bytes) {
        int header = Wire.ETHERNET_BYTES;
        if (bytes < header + Wire.VLAN_BYTES) {
            return FOR_NOBODY;
        }
        int type = u16(frame + 12);
        if (type == Wire.TYPE_VLAN) {
            type = u16(frame + 16);
            header += Wire.VLAN_BYTES;
        }
        return switch (type) {
            case Wire.TYPE_ARP -> FOR_ALL;
            case Wire.TYPE_IPV4 -> ipv4(frame + header, bytes - header);
            case Wire.TYPE_IPV6 -> ipv6(frame + header, bytes - header);
            default -> FOR_NOBODY;
        };
    }

    private static int ipv4(long ip, int bytes) {
        if (bytes < Wire.IPV4_BYTES || (u16(ip + 6) & FRAGMENT_OFFSET) != 0) {
            return FOR_NOBODY;
        }
        int header = (u8(ip) & 15) * 4;
        return switch (u8(ip + 9)) {
            case Wire.UDP -> port(ip, header, bytes);
            case Wire.ICMP -> FOR_ALL;
            default -> FOR_NOBODY;
        };
    }

    private static int ipv6(long ip, int bytes) {
        if (bytes < Wire.IPV6_BYTES) {
            return FOR_NOBODY;
        }
        return switch (u8(ip + 6)) {
            case Wire.UDP -> port(ip, Wire.IPV6_BYTES, bytes);
            case Wire.ICMPV6 -> FOR_ALL;
            default -> FOR_NOBODY;
        };
    }

    private static int port(long ip, int header, int bytes) {
        return header + Wire.UDP_BYTES <= bytes ? u16(ip + header + 2) : FOR_NOBODY;
    }
}
