package io.heddle.bench.peer;

import io.heddle.dpdk.DeviceSpec;
import io.heddle.dpdk.Dpdk;
import io.heddle.dpdk.frames.Layer3;
import io.heddle.dpdk.frames.Subnet;
import io.heddle.hardware.Inventory;
import io.heddle.net.NetPort;
import io.heddle.net.spi.NetDriver;
import io.heddle.net.spi.PortConfig;
import io.heddle.net.spi.PortEvents;
import io.heddle.net.spi.ProbeResult;

import java.util.List;
import java.util.ServiceLoader;

/** A driver of the one device that a peer is told of: what a driver bundle is, without its rules. */
final class DpdkDriver implements NetDriver {
    static final String NAME = "dpdk";

    private final Dpdk dpdk;
    private final DeviceSpec device;

    private DpdkDriver(Dpdk dpdk, DeviceSpec device) {
        this.dpdk = dpdk;
        this.device = device;
    }

    /** @param arguments {@code pmd=memif device=net_memif0 devargs=... subnet=198.18.5.1/24 mtu=1500} */
    static DpdkDriver of(Answer arguments) {
        Dpdk dpdk = ServiceLoader.load(Dpdk.class)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no DPDK here."));
        var device = new DeviceSpec(
                arguments.text("device"),
                arguments.text("devargs"),
                arguments.text("pmd"),
                Layer3.of(Subnet.parse(arguments.text("subnet"))),
                (int) arguments.number("mtu", 1_500),
                false,
                false);
        return new DpdkDriver(dpdk, device);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public ProbeResult probe(Inventory inventory) {
        var missing = dpdk.facts(inventory).missing(device.pmd());
        return missing.isEmpty()
                ? new ProbeResult.Usable(List.of(), List.of())
                : new ProbeResult.Unusable(missing);
    }

    @Override
    public void prepare() {
        dpdk.prepare(device.pmd());
    }

    @Override
    public NetPort open(PortConfig config, PortEvents events) {
        return dpdk.open(device, config, events);
    }
}
