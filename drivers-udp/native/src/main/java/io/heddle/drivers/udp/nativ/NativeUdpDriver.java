package io.heddle.drivers.udp.nativ;

import io.heddle.hardware.Inventory;
import io.heddle.net.NetPort;
import io.heddle.net.spi.NetDriver;
import io.heddle.net.spi.PortConfig;
import io.heddle.net.spi.PortEvents;
import io.heddle.net.spi.ProbeResult;
import io.heddle.net.spi.WarmUp;

import org.osgi.service.component.annotations.Component;

/** The kernel's UDP by system calls from the loop itself: bursts, GSO and GRO without a library. */
@Component(
        service = NetDriver.class,
        property = {"vendor=linux", "family=udp", "service.ranking:Integer=20"})
public final class NativeUdpDriver implements NetDriver {
    static final String NAME = "udp-native";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public ProbeResult probe(Inventory inventory) {
        return new NativeUdpProbe(inventory).result();
    }

    @Override
    public void prepare() {
        WarmUp.run(this);
    }

    @Override
    public NetPort open(PortConfig config, PortEvents events) {
        return new NativeUdpPort(UdpSocket.open(config, events), events);
    }
}
