package io.heddle.drivers.ena;

import io.heddle.hardware.Inventory;
import io.heddle.hardware.NicCatalogue;
import io.heddle.hardware.NicModel;
import io.heddle.hardware.PciFunction;
import io.heddle.net.NetPort;
import io.heddle.net.spi.NetDriver;
import io.heddle.net.spi.PortConfig;
import io.heddle.net.spi.PortEvents;
import io.heddle.net.spi.ProbeResult;
import io.heddle.net.spi.Reason;
import io.heddle.runtime.StorageException;

import org.osgi.service.component.annotations.Component;

import java.util.ArrayList;
import java.util.List;

/**
 * Amazon ENA, through its DPDK driver; without receive interrupts, so for dedicated cores (S56).
 *
 * <p>This release looks at the hardware and says what it finds; it does not open ports.
 */
@Component(
        service = NetDriver.class,
        property = {"vendor=amazon", "family=ENA", "service.ranking:Integer=280"})
public final class EnaDriver implements NetDriver {
    private static final int VENDOR = 0x1d0f;
    private static final int ENODEV = 19;

    @Override
    public String name() {
        return "ena";
    }

    @Override
    public ProbeResult probe(Inventory inventory) {
        NicCatalogue catalogue = NicCatalogue.builtIn();
        List<PciFunction> found = new ArrayList<>();
        StringBuilder others = new StringBuilder();
        for (PciFunction function : inventory.nics()) {
            NicModel model = catalogue.find(function);
            boolean isServed = function.vendor() == VENDOR
                    && model != null
                    && "ena".equals(model.dpdkDriver());
            if (isServed) {
                found.add(function);
            } else {
                others.append(others.isEmpty() ? "" : ", ").append(function.id());
            }
        }
        if (found.isEmpty()) {
            return new ProbeResult.Unusable(List.of(new Reason(
                    "S70",
                    "There is no Amazon ENA here.",
                    Inventory.PCI_PATH,
                    others.isEmpty() ? "no network function" : others.toString(),
                    "an ENA of vendor 1d0f")));
        }
        return new ProbeResult.Unusable(reasons(inventory, found));
    }

    @Override
    public NetPort open(PortConfig config, PortEvents events) {
        throw new StorageException(
                ENODEV,
                "The driver ena of this release opens no ports, so "
                        + config.name()
                        + " cannot use it: select udp-native or udp-netty.");
    }

    private static List<Reason> reasons(Inventory inventory, List<PciFunction> found) {
        List<Reason> reasons = new ArrayList<>();
        if (!inventory.kernel().vfio()) {
            reasons.add(new Reason(
                    "S70",
                    "The module vfio-pci, which hands the function over, is not loaded.",
                    "/sys/module/vfio_pci",
                    "absent",
                    "present"));
        }
        for (PciFunction function : found) {
            reasons.add(new Reason(
                    "S70",
                    "The NIC fits, and this release of the bundle does not serve it.",
                    function.path(),
                    function.id(),
                    "a release of io.heddle.drivers.ena that opens ports"));
        }
        return reasons;
    }
}
