package io.heddle.drivers.udp.nativ;

import io.heddle.hardware.Inventory;
import io.heddle.net.NetPort;
import io.heddle.net.spi.NetDriver;
import io.heddle.net.spi.PortConfig;
import io.heddle.net.spi.PortEvents;
import io.heddle.net.spi.ProbeResult;
import io.heddle.net.spi.WarmUp;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;

/** The kernel's UDP by system calls from the loop itself: bursts, GSO and GRO without a library. */
@Component(
        service = NetDriver.class,
        configurationPid = NativeUdpConfig.PID,
        property = {"vendor=linux", "family=udp", "service.ranking:Integer=20"})
@Designate(ocd = NativeUdpConfig.class)
public final class NativeUdpDriver implements NetDriver {
    static final String NAME = "udp-native";

    private volatile SocketSettings settings;

    /** A driver of one socket for each port. */
    public NativeUdpDriver() {
        this(SocketSettings.STANDARD);
    }

    NativeUdpDriver(SocketSettings settings) {
        this.settings = settings;
    }

    /** Made by the component runtime. */
    @Activate
    public NativeUdpDriver(NativeUdpConfig config) {
        this(SocketSettings.of(config));
    }

    @Modified
    void modified(NativeUdpConfig config) {
        settings = SocketSettings.of(config);
    }

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
        return new NativeUdpPort(SocketGroup.open(config, settings, events), events);
    }
}
