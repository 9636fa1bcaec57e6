package io.heddle.drivers.mellanox;

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
 * Mellanox ConnectX-4 and newer, through the DPDK of Mellanox OFED (S42).
 *
 * <p>This release looks at the hardware and says what it finds; it does not open ports.
 */
@Component(
        service = NetDriver.class,
        property = {"vendor=mellanox", "family=ConnectX", "service.ranking:Integer=300"})
public final class MellanoxDriver implements NetDriver {
    private static final UnservedNic NIC = new UnservedNic(
            "mellanox",
            "io.heddle.drivers.mellanox",
            model -> "mlx5".equals(model.dpdkDriver()),
            false,
            "S42",
            "S65",
            "There is no Mellanox NIC here.",
            "a ConnectX-4 or newer of vendor 15b3");

    private final NicCatalogues catalogues;

    /** Made by the component runtime. */
    @Activate
    public MellanoxDriver(@Reference NicCatalogues catalogues) {
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
