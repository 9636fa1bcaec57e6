package io.heddle.dpdk.internal;

import io.heddle.dpdk.DeviceSpec;
import io.heddle.dpdk.internal.rte.DeviceInfo;
import io.heddle.dpdk.internal.rte.Eal;
import io.heddle.foreign.linux.Errno;
import io.heddle.runtime.StorageException;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What differs between poll mode drivers and none of them says.
 *
 * @param isLeaf whether bursts make no system calls that may wait
 * @param copies whether a burst leaves no buffer with the driver, so that few are enough
 * @param mostMtuBytes the largest packet of IP, as far as the arguments and the driver tell
 * @param leastRoomBytes what a buffer must hold for this driver
 */
record Pmd(boolean isLeaf, boolean copies, int mostMtuBytes, int leastRoomBytes) {
    /** Ethernet with a VLAN tag. */
    static final int LINK_BYTES = 18;

    /** Of the first byte: administered by the machine itself (IEEE 802). */
    private static final long LOCAL = 2;

    /** Of the last byte. */
    private static final long LAST_BIT = 1L << 40;

    private static final String ZERO_COPY = "zero-copy=yes";

    /** The kernel puts its own header, and room for others, before a frame: af_packet(7). */
    private static final int PACKET_HEADER_BYTES = 66;

    /** What both af_packet and memif take if nothing is said, and what a buffer has at least. */
    private static final int STANDARD_BYTES = 2_048;

    /** How much a chip's receive buffer grows with, for those that count it in KiB. */
    private static final int ROUND_BYTES = 1_024;

    private static final int MOST_BUFFERS = 4_095;
    private static final int FEW_BUFFERS = 1_023;

    static Pmd of(DeviceSpec device, DeviceInfo info) {
        String arguments = device.arguments();
        return switch (device.pmd()) {
            case "af_packet" -> {
                int frame = number(arguments, "framesz");
                yield new Pmd(false, true, frame - PACKET_HEADER_BYTES - LINK_BYTES, frame);
            }
            case "memif" -> {
                int buffer = number(arguments, "bsize");
                yield new Pmd(true, true, buffer - LINK_BYTES, buffer);
            }
            // Keeps a buffer for each descriptor, of which it fills only one.
            case "tap" -> new Pmd(false, false, info.mostMtuBytes(), STANDARD_BYTES);
            case "ring", "null" -> new Pmd(true, false, info.mostMtuBytes(), STANDARD_BYTES);
            default -> {
                int most = Math.min(info.mostMtuBytes(), info.mostFrameBytes() - LINK_BYTES);
                yield new Pmd(Eal.isPci(device.name()), false, most, STANDARD_BYTES);
            }
        };
    }

    private static int number(String arguments, String key) {
        Matcher found =
                Pattern.compile("(?:^|,)" + key + "=([0-9]{1,6})(?:,|$)").matcher(arguments);
        return found.find() ? Integer.parseInt(found.group(1)) : STANDARD_BYTES;
    }

    /** The length of a buffer for packets of that size, without its headroom. */
    int roomBytes(int mtuBytes) {
        int least = Math.max(mtuBytes + LINK_BYTES, leastRoomBytes);
        return (least + ROUND_BYTES - 1) / ROUND_BYTES * ROUND_BYTES;
    }

    /**
     * The Ethernet address of a port. Behind af_packet and tap the kernel has an end with the device's
     * own: it would take our frames for its, and of a tap's its frames would look like ours.
     */
    static long mac(DeviceSpec device, long own) {
        return switch (device.pmd()) {
            case "af_packet", "tap" -> (own | LOCAL) ^ LAST_BIT;
            default -> own;
        };
    }

    /**
     * What must not be asked of a driver.
     *
     * @throws StorageException with the reason and what to do instead
     */
    static void refuse(DeviceSpec device) {
        if (device.pmd().equals("memif") && device.lanes() > 1) {
            throw new StorageException(
                    Errno.EINVAL,
                    "A link of memif joins two ports, so " + device.name() + " does not serve "
                            + device.lanes() + " lanes; give each lane a link of its own.");
        }
        if (device.pmd().equals("memif") && device.arguments().contains(ZERO_COPY)) {
            throw new StorageException(
                    Errno.EOPNOTSUPP,
                    "The memif driver closes descriptors of EAL's own memory when a device with "
                            + ZERO_COPY + " disconnects, in all releases up to 24.11 at least, so "
                            + device.name() + " is not opened so; leave that argument out.");
        }
    }

    /** Buffers of a port; one less than a power of two is what a mempool holds best. */
    int buffers() {
        return copies ? FEW_BUFFERS : MOST_BUFFERS;
    }

    /** What the driver is told: some claim less in struct rte_eth_dev_info than they carry. */
    static int claimed(DeviceInfo info, int mtuBytes) {
        int most = Math.min(info.mostMtuBytes(), info.mostFrameBytes() - LINK_BYTES);
        return Math.min(mtuBytes, Math.max(most, 1));
    }
}
