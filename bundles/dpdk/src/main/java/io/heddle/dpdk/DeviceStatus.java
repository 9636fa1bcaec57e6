package io.heddle.dpdk;

import io.heddle.net.NetAddress;
import io.heddle.net.PortStats;

import java.util.Map;

/**
 * An open device as one of its lanes has it.
 *
 * @param name as in {@link DeviceSpec#name()}
 * @param lane the lane that its port serves
 * @param local where peers reach the port
 * @param mac its Ethernet address, such as "02:00:c6:12:00:01"
 * @param linkUp whether the link has a carrier
 * @param speedMbps the speed of the link; 0 where it is unknown or down
 * @param numaNode the node that it is at, or -1
 * @param mtuBytes the largest IP packet
 * @param interrupts whether its loop sleeps until a packet arrives; false if it is polled
 * @param processor the processor that its loop is pinned to, or -1
 * @param mbufs buffers of its pool
 * @param mbufsInUse those that are neither free nor in a cache of the pool
 * @param port what the port counted
 * @param basic the device's own statistics by their names in struct rte_eth_stats
 * @param extended its extended statistics, by the names that its poll mode driver gives, and with
 *     "stack_" what the stack of its frames counted
 */
public record DeviceStatus(
        String name,
        String pmd,
        String lane,
        NetAddress local,
        String mac,
        boolean linkUp,
        long speedMbps,
        int numaNode,
        int mtuBytes,
        boolean interrupts,
        int processor,
        int mbufs,
        int mbufsInUse,
        PortStats port,
        Map<String, Long> basic,
        Map<String, Long> extended) {
    public DeviceStatus {
        basic = Map.copyOf(basic);
        extended = Map.copyOf(extended);
    }
}
