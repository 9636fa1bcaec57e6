package io.heddle.dpdk.frames;

import io.heddle.foreign.linux.Errno;
import io.heddle.runtime.StorageException;

/**
 * What a stack is made for.
 *
 * @param mac of the port, see {@link Mac}
 * @param udpPort the one port whose datagrams are taken, and that all are sent from
 * @param mtuBytes the largest packet of IP on this link
 * @param checksumOffload whether the device fills in UDP checksums, given the sum of the pseudo
 *     header; checksums of IPv4 headers are always complete, they cost one addition
 * @param neighbours how many the database holds
 */
public record FrameConfig(
        Layer3 layer3,
        long mac,
        int udpPort,
        int mtuBytes,
        boolean checksumOffload,
        int neighbours) {
    /** More than the servers of a large cluster. */
    public static final int NEIGHBOURS = 1_024;

    /** IPv6 demands it (RFC 8200), and so does the transport. */
    public static final int LEAST_MTU_BYTES = 1_280;

    /** @throws StorageException it cannot be, with what and the remedy */
    public FrameConfig {
        if (!Mac.isUnicast(mac) || (mac & ~Mac.MASK) != 0) {
            throw new StorageException(
                    Errno.EINVAL,
                    "The port's Ethernet address " + Mac.text(mac) + " is not that of one station:"
                            + " set another with `ip link set ... address`.");
        }
        if (udpPort < 1 || udpPort > 0xffff) {
            throw new StorageException(
                    Errno.EINVAL, "The UDP port " + udpPort + " is impossible: give 1 to 65535.");
        }
        if (mtuBytes < LEAST_MTU_BYTES || mtuBytes > 0xffff) {
            throw new StorageException(
                    Errno.EINVAL,
                    "The MTU of " + mtuBytes + " bytes is impossible: give " + LEAST_MTU_BYTES
                            + " to 65535.");
        }
        if (neighbours < 1) {
            throw new StorageException(
                    Errno.EINVAL, "A database of " + neighbours + " neighbours holds none.");
        }
    }

    public FrameConfig(
            Layer3 layer3, long mac, int udpPort, int mtuBytes, boolean checksumOffload) {
        this(layer3, mac, udpPort, mtuBytes, checksumOffload, NEIGHBOURS);
    }
}
