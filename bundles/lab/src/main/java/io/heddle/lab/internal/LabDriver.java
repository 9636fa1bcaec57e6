package io.heddle.lab.internal;

import io.heddle.dpdk.Dpdk;
import io.heddle.dpdk.DpdkFacts;
import io.heddle.hardware.Inventory;
import io.heddle.net.NetPort;
import io.heddle.net.spi.NetDriver;
import io.heddle.net.spi.PortConfig;
import io.heddle.net.spi.PortEvents;
import io.heddle.net.spi.ProbeResult;
import io.heddle.net.spi.Reason;

import java.util.ArrayList;
import java.util.List;

/** A driver on virtual devices of one kind; here only while the lab is up. */
final class LabDriver implements NetDriver {
    private final Dpdk dpdk;
    private final Devices devices;

    LabDriver(Dpdk dpdk, Devices devices) {
        this.dpdk = dpdk;
        this.devices = devices;
    }

    @Override
    public String name() {
        return devices.pmd();
    }

    @Override
    public ProbeResult probe(Inventory inventory) {
        DpdkFacts facts = dpdk.facts(inventory);
        Devices.Evidence own = devices.evidence(inventory);
        var against = new ArrayList<>(facts.missing(devices.pmd()));
        against.addAll(own.against());
        if (!against.isEmpty()) {
            return new ProbeResult.Unusable(List.copyOf(against));
        }
        var evidence = new ArrayList<Reason>(facts.evidence());
        evidence.addAll(own.found());
        return new ProbeResult.Usable(devices.capabilities(), List.copyOf(evidence));
    }

    @Override
    public void prepare() {
        dpdk.prepare(devices.pmd());
    }

    @Override
    public NetPort open(PortConfig config, PortEvents events) {
        return devices.open(config, events);
    }
}
