package io.heddle.drivers.e810;

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
 * Intel E810, through its DPDK driver: a physical function (ice) or a virtual one (iavf) (S43).
 *
 * <p>This release looks at the hardware and says what it finds; it does not open ports.
 */
@Component(
        service = NetDriver.class,
        property = {"vendor=intel", "family=E810", "service.ranking:Integer=290"})
public final class E810Driver implements NetDriver {
    private static final int VENDOR = 0x8086;
    private static final int ENODEV = 19;

    @Override
    public String name() {
        return "e810";
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
                    && "ice".equals(model.dpdkDriver());
            if (isServed) {
                found.add(function);
            } else {
                others.append(others.isEmpty() ? "" : ", ").append(function.id());
            }
        }
        if (found.isEmpty()) {
            return new ProbeResult.Unusable(List.of(new Reason(
                    "S43",
                    "There is no Intel E810 here.",
                    Inventory.PCI_PATH,
                    others.isEmpty() ? "no network function" : others.toString(),
                    "an E810 of vendor 8086")));
        }
        return new ProbeResult.Unusable(reasons(found));
    }

    @Override
    public NetPort open(PortConfig config, PortEvents events) {
        throw new StorageException(
                ENODEV,
                "The driver e810 of this release opens no ports, so "
                        + config.name()
                        + " cannot use it: select udp-native or udp-netty.");
    }

    private static List<Reason> reasons(List<PciFunction> found) {
        List<Reason> reasons = new ArrayList<>();
        for (PciFunction function : found) {
            PciFunction.Sriov sriov = function.sriov();
            if (sriov == null || sriov.enabled() == 0) {
                reasons.add(new Reason(
                        "S69",
                        "SR-IOV is not enabled on " + function.address() + ".",
                        function.path() + "/sriov_numvfs",
                        sriov == null ? "absent" : "0",
                        "1 or more"));
            }
        }
        for (PciFunction function : found) {
            reasons.add(new Reason(
                    "S43",
                    "The NIC fits, and this release of the bundle does not serve it.",
                    function.path(),
                    function.id(),
                    "a release of io.heddle.drivers.e810 that opens ports"));
        }
        return reasons;
    }
}
