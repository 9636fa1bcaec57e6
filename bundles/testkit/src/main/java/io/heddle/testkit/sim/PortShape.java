package io.heddle.testkit.sim;

/**
 * What kind of port a driver gives.
 *
 * @param mtuBytes UDP payload of a wire datagram
 * @param offload whether it takes many datagrams in one buffer
 * @param descriptor whether a loop can wait for it; if not, it is polled
 * @param lends whether datagrams lie in its own memory, as those of DPDK do
 * @param receiveQueue wire datagrams that wait to be received; more are dropped and counted
 */
public record PortShape(
        int mtuBytes, boolean offload, boolean descriptor, boolean lends, int receiveQueue) {
    /** Like a UDP socket on Ethernet. */
    public static final PortShape SOCKET = new PortShape(1_472, true, true, false, 4_096);

    public PortShape mtu(int bytes) {
        return new PortShape(bytes, offload, descriptor, lends, receiveQueue);
    }
}
