package io.heddle.drivers.udp.netty;

/** The same with datagrams of the size that Ethernet carries, where GSO and GRO matter. */
class NettyEthernetConformanceTest extends NettyConformanceTest {
    @Override
    protected int wantedMtuBytes() {
        return 1_472;
    }
}
