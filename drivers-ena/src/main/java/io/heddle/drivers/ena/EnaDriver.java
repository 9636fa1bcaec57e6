package io.heddle.drivers.ena;

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
 * Amazon ENA, through its DPDK driver; without receive interrupts, so for dedicated cores (S56).
 *
 * <p>This release looks at the hardware and says what it finds; it does not open ports.
 */
@Component(
        service = NetDriver.class,
        property = {"vendor=amazon", "family=ENA", "service.ranking:Integer=280"})
public final class EnaDriver implements NetDriver {
    private static final UnservedNic NIC = new UnservedNic(
            "ena",
            "io.heddle.drivers.ena",
            model -> "ena".equals(model.dpdkDriver()),
            true,
            "S70",
            "S70",
            "There is no Amazon ENA here.",
            "an ENA of vendor 1d0f");

    private final NicCatalogues catalogues;

    /** Made by the component runtime. */
    @Activate
    public EnaDriver(@Reference NicCatalogues catalogues) {
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
