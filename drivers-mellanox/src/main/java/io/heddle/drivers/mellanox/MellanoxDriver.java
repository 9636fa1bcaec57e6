package io.heddle.drivers.mellanox;

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
 * Mellanox ConnectX-4 and newer, through the DPDK of Mellanox OFED (S42).
 *
 * <p>This release looks at the hardware and says what it finds; it does not open ports.
 */
@Component(
        service = NetDriver.class,
        property = {"vendor=mellanox", "family=ConnectX", "service.ranking:Integer=300"})
public final class MellanoxDriver implements NetDriver {
    private static final int VENDOR = 0x15b3;
    private static final int ENODEV = 19;

    @Override
    public String name() {
        return "mellanox";
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
                    && "mlx5".equals(model.dpdkDriver());
            if (isServed) {
                found.add(function);
            } else {
                others.append(others.isEmpty() ? "" : ", ").append(function.id());
            }
        }
        if (found.isEmpty()) {
            return new ProbeResult.Unusable(List.of(new Reason(
                    "S65",
                    "There is no Mellanox NIC here.",
                    Inventory.PCI_PATH,
                    others.isEmpty() ? "no network function" : others.toString(),
                    "a ConnectX-4 or newer of vendor 15b3")));
        }
        return new ProbeResult.Unusable(reasons(inventory, found));
    }

    @Override
    public NetPort open(PortConfig config, PortEvents events) {
        throw new StorageException(
                ENODEV,
                "The driver mellanox of this release opens no ports, so "
                        + config.name()
                        + " cannot use it: select udp-native or udp-netty.");
    }

    private static List<Reason> reasons(Inventory inventory, List<PciFunction> found) {
        List<Reason> reasons = new ArrayList<>();
        String ofed = inventory.kernel().ofed();
        if (ofed == null) {
            reasons.add(new Reason(
                    "S66",
                    "Mellanox OFED is not loaded.",
                    "/sys/module/mlx_compat/version",
                    "absent",
                    "the version of a loaded OFED"));
        }
        for (PciFunction function : found) {
            reasons.add(new Reason(
                    "S42",
                    "The NIC fits, and this release of the bundle does not serve it.",
                    function.path(),
                    function.id(),
                    "a release of io.heddle.drivers.mellanox that opens ports"));
        }
        return reasons;
    }
}
