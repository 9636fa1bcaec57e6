package io.heddle.drivers.udp.nativ;

import io.heddle.net.spi.NetDriver;

/** The same with a group of sockets on one port. */
class NativeGroupKernelSocketTest extends NativeKernelSocketTest {
    @Override
    protected NetDriver driver() {
        return new NativeUdpDriver(new SocketSettings(4, 0));
    }
}
