package io.heddle.drivers.ena;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.dpdk.DeviceSpec;
import io.heddle.dpdk.Dpdk;
import io.heddle.dpdk.fake.FakeKernel;
import io.heddle.dpdk.fake.PciDriverConformance;
import io.heddle.dpdk.pci.PciDriver;
import io.heddle.dpdk.pci.PciPlace;
import io.heddle.hardware.Inventory;
import io.heddle.hardware.NicCatalogues;
import io.heddle.hardware.trees.Trees;
import io.heddle.net.NetCapability;
import io.heddle.net.spi.ProbeResult;

import org.junit.jupiter.api.Test;

import java.util.List;

class EnaDriverTest extends PciDriverConformance {
    /** As an instance without an IOMMU is made ready by hand. */
    private static final String READY = Trees.text("aws-ena") + "/sys/module/vfio_pci/\n"
            + "/sys/module/vfio/parameters/enable_unsafe_noiommu_mode: Y\n";

    @Override
    protected PciDriver driver(Dpdk dpdk, NicCatalogues catalogues, PciPlace place) {
        return new EnaDriver(dpdk, catalogues, place);
    }

    @Override
    protected Expected expected() {
        return new Expected("1d0f:ec20", "S70", "an ENA of vendor 1d0f", "ENA");
    }

    @Test
    void shouldTakeTheSecondInterfaceAndGiveItBackWithItsAddress() {
        FakeKernel kernel = kernel(READY);
        kernel.hasAddress("ens6", "10.0.17.5/20");
        String before = kernel.snapshot();
        PciDriver driver = driver(kernel, "ens6 address=10.0.17.5/20 gateway=10.0.16.1");
        driver.prepare();
        open(driver);
        DeviceSpec device = dpdk.open().get("0000:00:06.0");
        assertEquals("ena", device.pmd());
        assertEquals(9_001, device.mtuBytes());
        assertFalse(device.rxInterrupt());
        driver.release();
        assertEquals(List.of(), kernel.changes(before));
    }

    @Test
    void shouldSayThatItNeverSleeps() {
        FakeKernel kernel = kernel(READY);
        var usable = assertInstanceOf(
                ProbeResult.Usable.class,
                driver(kernel, "ens6 address=10.0.17.5/20").probe(Inventory.read(kernel.root())));
        assertEquals(List.of(new NetCapability.KernelBypass()), usable.capabilities());
        assertTrue(usable.evidence().stream().anyMatch(one -> one.rule().equals("S56")));
    }

    @Test
    void shouldNeverTakeTheInterfaceOfTheDefaultRoute() {
        FakeKernel kernel = kernel(READY);
        var result = driver(kernel, "ens5 address=10.0.1.5/20 shared=on")
                .probe(Inventory.read(kernel.root()));
        var reasons = assertInstanceOf(ProbeResult.Unusable.class, result).reasons();
        assertEquals("S61", reasons.getFirst().rule(), reasons.toString());
    }
}
