package io.heddle.drivers.udp.nativ;

/** The same with datagrams of the size that Ethernet carries, where GSO and GRO matter. */
class NativeEthernetConformanceTest extends NativeConformanceTest {
    @Override
    protected int wantedMtuBytes() {
        return 1_472;
    }
}
