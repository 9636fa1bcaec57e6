package io.heddle.drivers.udp.netty;

import io.heddle.hardware.Inventory;
import io.heddle.net.NetPort;
import io.heddle.net.spi.NetDriver;
import io.heddle.net.spi.PortConfig;
import io.heddle.net.spi.PortEvents;
import io.heddle.net.spi.ProbeResult;
import io.heddle.net.spi.WarmUp;

import org.osgi.service.component.annotations.Component;

/** UDP on Netty's native epoll transport, driven by the loop's own thread. The driver to copy. */
@Component(
        service = NetDriver.class,
        property = {"vendor=linux", "family=udp", "service.ranking:Integer=10"})
public final class NettyUdpDriver implements NetDriver {
    static final String NAME = "udp-netty";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public ProbeResult probe(Inventory inventory) {
        return new NettyUdpProbe(inventory).result();
    }

    @Override
    public void prepare() {
        WarmUp.run(this);
    }

    @Override
    public NetPort open(PortConfig config, PortEvents events) {
        return NettyUdpPort.open(config, events);
    }
}
