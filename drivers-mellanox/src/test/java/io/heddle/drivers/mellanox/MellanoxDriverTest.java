package io.heddle.drivers.mellanox;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import io.heddle.net.spi.ProbeResult;

import org.junit.jupiter.api.Test;

import java.util.List;

class MellanoxDriverTest extends PciDriverConformance {
    @Override
    protected PciDriver driver(Dpdk dpdk, NicCatalogues catalogues, PciPlace place) {
        return new MellanoxDriver(dpdk, catalogues, place);
    }

    @Override
    protected Expected expected() {
        return new Expected(
                "15b3:101b", "S65", "a ConnectX-4 or newer of vendor 15b3", "ConnectX-6");
    }

    @Test
    void shouldServeWithTheKernelsAddressAndTakeNothingFromIt() {
        FakeKernel kernel = kernel(Trees.text("mellanox-ethernet"));
        String before = kernel.snapshot();
        PciDriver driver = driver(kernel);
        assertInstanceOf(ProbeResult.Usable.class, driver.probe(Inventory.read(kernel.root())));
        driver.prepare();
        assertEquals(List.of(), kernel.changes(before));
        var port = open(driver);
        DeviceSpec device = dpdk.open().values().iterator().next();
        assertEquals("mlx5", device.pmd());
        assertEquals("0000:3b:00.0", device.name());
        assertEquals(9_000, device.mtuBytes());
        assertTrue(device.rxInterrupt());
        assertEquals(device.layer3().subnets().getFirst().address(), port.localAddress());
    }

    @Test
    void shouldMakeVirtualFunctionsThatTheKernelServesToo() {
        FakeKernel kernel = kernel(Trees.text("mellanox-ethernet"));
        String before = kernel.snapshot();
        PciDriver driver = driver(
                kernel, "0000:3b:00.0 vfs=2 address=10.2.0.41/24 address=10.2.0.42/24 mtu=9000");
        driver.prepare();
        assertEquals("mlx5_core", kernel.link("/sys/bus/pci/devices/0000:3b:01.1/driver"));
        open(driver);
        open(driver);
        assertEquals(2, dpdk.open().size());
        driver.release();
        assertEquals(List.of(), kernel.changes(before));
    }

    @Test
    void shouldSayWhereTheDriverIsFrom() {
        FakeKernel kernel = kernel(Trees.text("mellanox-ethernet"));
        var evidence = driver(kernel).probe(Inventory.read(kernel.root())).reasons();
        assertTrue(
                evidence.stream()
                        .anyMatch(one -> one.rule().equals("S42") && one.text().contains("OFED")),
                evidence.toString());
    }

    @Test
    void shouldNotServeInfiniBand() {
        FakeKernel kernel = kernel(Trees.text("mellanox-infiniband"));
        var result = driver(kernel).probe(Inventory.read(kernel.root()));
        var reasons = assertInstanceOf(ProbeResult.Unusable.class, result).reasons();
        assertEquals("S25", reasons.getFirst().rule(), reasons.toString());
    }
}
