package io.heddle.drivers.udp.netty;

import io.heddle.net.spi.NetDriver;
import io.heddle.testkit.driver.DriverConformance;

class NettyConformanceTest extends DriverConformance {
    @Override
    protected NetDriver driver() {
        return new NettyUdpDriver();
    }
}
