package io.heddle.drivers.udp.nativ;

import io.heddle.net.spi.NetDriver;

/** The same with a group of sockets on one port. */
class NativeGroupConformanceTest extends NativeConformanceTest {
    @Override
    protected NetDriver driver() {
        return new NativeUdpDriver(new SocketSettings(4, 0));
    }

    /** A sender that moves to another core fills another socket. */
    @Override
    protected boolean keepsOrder() {
        return false;
    }
}
