package io.heddle.drivers.udp.nativ;

import io.heddle.net.spi.NetDriver;
import io.heddle.testkit.driver.KernelSocketConformance;

class NativeKernelSocketTest extends KernelSocketConformance {
    @Override
    protected NetDriver driver() {
        return new NativeUdpDriver();
    }
}
