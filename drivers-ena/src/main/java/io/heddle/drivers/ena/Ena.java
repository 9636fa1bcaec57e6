package io.heddle.drivers.ena;

import io.heddle.dpdk.pci.NicFamily;
import io.heddle.hardware.Inventory;
import io.heddle.hardware.NicModel;
import io.heddle.net.spi.Reason;

import java.util.List;

/** The Elastic Network Adapter: a function of the instance itself, through vfio-pci. */
final class Ena implements NicFamily {
    @Override
    public String driver() {
        return "ena";
    }

    @Override
    public String pid() {
        return EnaConfig.PID;
    }

    @Override
    public boolean has(NicModel model) {
        return "ena".equals(model.dpdkDriver());
    }

    @Override
    public boolean kernelStays() {
        return false;
    }

    @Override
    public String rule() {
        return "S70";
    }

    @Override
    public String absentRule() {
        return "S70";
    }

    @Override
    public String absent() {
        return "There is no Amazon ENA here.";
    }

    @Override
    public String wanted() {
        return "an ENA of vendor 1d0f";
    }

    /** Whatever the mode: a lane on ENA never sleeps. */
    @Override
    public List<Reason> evidence(Inventory inventory) {
        return List.of(new Reason(
                "S56",
                "ENA has no receive interrupts, so its lanes poll; CPU-optimized clients use UDP.",
                "NIC catalogue, rxInterrupt of ena",
                "false",
                "dedicated cores"));
    }
}
