package io.heddle.dpdk.internal.rte;

import io.heddle.foreign.NativeMemory;
import io.heddle.foreign.linux.Errno;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * What a device says of itself: struct rte_eth_dev_info.
 *
 * @param driver as its poll mode driver calls itself, such as "net_af_packet"
 * @param device its struct rte_device
 * @param kernelIndex of the interface of the kernel behind it, or 0
 * @param mostMtuBytes the largest packet of IP
 * @param mostFrameBytes the largest frame; some drivers claim less than they carry
 * @param interruptsForLink whether changes of the link are told by an interrupt
 * @param mostSendQueues how many queues to send it can have
 * @param numaNode where it is, or -1
 */
public record DeviceInfo(
        String driver,
        long device,
        int kernelIndex,
        int mostMtuBytes,
        int mostFrameBytes,
        boolean interruptsForLink,
        long rxOffloads,
        long txOffloads,
        int mostSendQueues,
        int numaNode) {
    /** Asks the port of that number. */
    static DeviceInfo of(Eal eal, String name, int port) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(Abi.INFO_BYTES, 64);
            int result = eal.library().function("rte_eth_dev_info_get").call(port, info.address());
            if (result < 0) {
                throw eal.failure(
                        Errno.ENODEV, "The device " + name + " does not say what it is", result);
            }
            int node = eal.library().function("rte_eth_dev_socket_id").call(port);
            int flags = NativeMemory.getInt(info.get(ValueLayout.JAVA_LONG, Abi.INFO_FLAGS));
            return new DeviceInfo(
                    Library.text(info.get(ValueLayout.JAVA_LONG, Abi.INFO_DRIVER)),
                    info.get(ValueLayout.JAVA_LONG, Abi.INFO_DEVICE),
                    info.get(ValueLayout.JAVA_INT, Abi.INFO_INTERFACE),
                    info.get(ValueLayout.JAVA_SHORT, Abi.INFO_MOST_MTU) & 0xffff,
                    frameBytes(info.get(ValueLayout.JAVA_INT, eal.abi().infoRxPacketBytes())),
                    (flags & Abi.FLAG_LINK_INTERRUPT) != 0,
                    info.get(ValueLayout.JAVA_LONG, Abi.INFO_RX_OFFLOADS),
                    info.get(ValueLayout.JAVA_LONG, Abi.INFO_TX_OFFLOADS),
                    info.get(ValueLayout.JAVA_SHORT, eal.abi().infoTxQueues()) & 0xffff,
                    node);
        }
    }

    /** Drivers without a limit say all ones. */
    private static int frameBytes(int most) {
        return most < 0 ? Integer.MAX_VALUE : most;
    }
}
