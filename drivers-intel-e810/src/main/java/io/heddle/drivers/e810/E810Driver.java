package io.heddle.drivers.e810;

import io.heddle.hardware.Inventory;
import io.heddle.hardware.PciFunction;
import io.heddle.net.NetPort;
import io.heddle.net.spi.NetDriver;
import io.heddle.net.spi.PortConfig;
import io.heddle.net.spi.PortEvents;
import io.heddle.net.spi.ProbeResult;
import io.heddle.net.spi.Reason;
import io.heddle.net.spi.UnservedNic;

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
    private static final UnservedNic NIC = new UnservedNic(
            "e810",
            "io.heddle.drivers.e810",
            0x8086,
            "ice",
            "S43",
            "S43",
            "There is no Intel E810 here.",
            "an E810 of vendor 8086");

    @Override
    public String name() {
        return NIC.driver();
    }

    @Override
    public ProbeResult probe(Inventory inventory) {
        return NIC.probe(inventory, E810Driver::missing);
    }

    @Override
    public NetPort open(PortConfig config, PortEvents events) {
        throw NIC.refusal(config);
    }

    private static List<Reason> missing(List<PciFunction> found) {
        List<Reason> reasons = new ArrayList<>();
        for (PciFunction function : found) {
            PciFunction.Sriov sriov = function.sriov().orNull();
            if (sriov == null || sriov.enabled() == 0) {
                reasons.add(new Reason(
                        "S69",
                        "SR-IOV is not enabled on " + function.address() + ".",
                        function.path() + "/sriov_numvfs",
                        sriov == null ? "absent" : "0",
                        "1 or more"));
            }
        }
        return reasons;
    }
}
