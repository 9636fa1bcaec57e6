package io.heddle.drivers.udp.nativ;

import io.heddle.net.spi.NetDriver;
import io.heddle.testkit.driver.DriverConformance;

class NativeConformanceTest extends DriverConformance {
    @Override
    protected NetDriver driver() {
        return new NativeUdpDriver();
    }
}
