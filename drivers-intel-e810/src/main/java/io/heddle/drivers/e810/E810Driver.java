package io.heddle.drivers.e810;

import io.heddle.hardware.Inventory;
import io.heddle.hardware.NicCatalogues;
import io.heddle.net.NetPort;
import io.heddle.net.spi.NetDriver;
import io.heddle.net.spi.PortConfig;
import io.heddle.net.spi.PortEvents;
import io.heddle.net.spi.ProbeResult;
import io.heddle.net.spi.UnservedNic;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Intel E810, through its DPDK driver: a physical function (ice) or a virtual one (iavf) (S43).
 *
 * <p>This release looks at the hardware and says what it finds; it does not open ports.
 */
@Component(
        service = NetDriver.class,
        property = {"vendor=intel", "family=E810", "service.ranking:Integer=290"})
public final class E810Driver implements NetDriver {
    private static final UnservedNic NIC = new UnservedNic(
            "e810",
            "io.heddle.drivers.e810",
            model -> model.family().startsWith("E810"),
            true,
            "S43",
            "S43",
            "There is no Intel E810 here.",
            "an E810 of vendor 8086");

    private final NicCatalogues catalogues;

    /** Made by the component runtime. */
    @Activate
    public E810Driver(@Reference NicCatalogues catalogues) {
        this.catalogues = catalogues;
    }

    @Override
    public String name() {
        return NIC.driver();
    }

    @Override
    public ProbeResult probe(Inventory inventory) {
        return NIC.probe(inventory, catalogues.current());
    }

    @Override
    public NetPort open(PortConfig config, PortEvents events) {
        throw NIC.refusal(config);
    }
}
