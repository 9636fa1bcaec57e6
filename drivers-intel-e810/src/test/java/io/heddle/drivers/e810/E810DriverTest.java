package io.heddle.drivers.e810;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.heddle.dpdk.DeviceSpec;
import io.heddle.dpdk.Dpdk;
import io.heddle.dpdk.fake.FakeKernel;
import io.heddle.dpdk.fake.PciDriverConformance;
import io.heddle.dpdk.pci.PciDriver;
import io.heddle.dpdk.pci.PciPlace;
import io.heddle.hardware.Inventory;
import io.heddle.hardware.NicCatalogues;
import io.heddle.hardware.trees.Trees;
import io.heddle.net.spi.ProbeResult;

import org.junit.jupiter.api.Test;

import java.util.List;

class E810DriverTest extends PciDriverConformance {
    @Override
    protected PciDriver driver(Dpdk dpdk, NicCatalogues catalogues, PciPlace place) {
        return new E810Driver(dpdk, catalogues, place);
    }

    @Override
    protected Expected expected() {
        return new Expected("8086:1592", "S43", "an E810 of vendor 8086", "E810");
    }

    @Test
    void shouldServeAPhysicalFunctionByIceWithoutItsPackageOfProtocols() {
        FakeKernel kernel = kernel(Trees.text("e810"));
        PciDriver driver = driver(kernel, "ens5f0 address=10.2.0.31/24 vlan=7");
        driver.prepare();
        open(driver);
        DeviceSpec device = dpdk.open().get("0000:17:00.0");
        assertEquals("ice", device.pmd());
        assertEquals("0000:17:00.0,safe-mode-support=1", device.devargs());
        assertEquals(7, device.layer3().vlan());
    }

    @Test
    void shouldServeVirtualFunctionsThatAnOperatorMade() {
        FakeKernel kernel = kernel(Trees.text("e810-vfs"));
        String before = kernel.snapshot();
        PciDriver driver = driver(kernel, "0000:17:01.1 address=10.2.0.41/24");
        driver.prepare();
        open(driver);
        assertEquals("iavf", dpdk.open().get("0000:17:01.1").pmd());
        driver.release();
        assertEquals(List.of(), kernel.changes(before));
    }

    @Test
    void shouldSayByItsOwnRuleThatSriovIsOff() {
        FakeKernel kernel = kernel(Trees.text("e810"));
        var result = driver(kernel, "ens5f0 vfs=1 address=10.2.0.41/24")
                .probe(Inventory.read(kernel.root()));
        var reasons = assertInstanceOf(ProbeResult.Unusable.class, result).reasons();
        assertEquals("S69", reasons.getFirst().rule());
    }
}
