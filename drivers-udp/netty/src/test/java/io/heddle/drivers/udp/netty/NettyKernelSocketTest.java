package io.heddle.drivers.udp.netty;

import io.heddle.net.spi.NetDriver;
import io.heddle.testkit.driver.KernelSocketConformance;

class NettyKernelSocketTest extends KernelSocketConformance {
    @Override
    protected NetDriver driver() {
        return new NettyUdpDriver();
    }

    /** Its native code reads no control message for the codepoint. */
    @Override
    protected boolean seesMarks() {
        return false;
    }
}
