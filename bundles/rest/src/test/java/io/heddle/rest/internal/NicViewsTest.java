package io.heddle.rest.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.heddle.hardware.Addressing;
import io.heddle.hardware.CpuTopology;
import io.heddle.hardware.GpuDirect;
import io.heddle.hardware.Inventory;
import io.heddle.hardware.KernelFacts;
import io.heddle.hardware.LinkLayer;
import io.heddle.hardware.NetInterface;
import io.heddle.hardware.NicCatalogue;
import io.heddle.hardware.Ofed;
import io.heddle.hardware.PciFunction;
import io.heddle.hardware.PciFunction.Sriov;
import io.heddle.hardware.Platform;
import io.heddle.hardware.Reading;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.List;

class NicViewsTest {
    private static final String PF = "0000:3b:00.0";
    private static final String NOWHERE = "/sys/bus/pci/devices/x/sriov_totalvfs";

    private static PciFunction function(
            String address, int device, Reading<Sriov> sriov, @Nullable String pf, String... nets) {
        return new PciFunction(
                address,
                0x15b3,
                device,
                null,
                0x020000,
                null,
                "mlx5_core",
                1,
                -1,
                sriov,
                pf,
                List.of(nets),
                List.of());
    }

    private static NetInterface net(String name, @Nullable String pci, LinkLayer link) {
        return new NetInterface(
                name,
                new Reading.Found<>(link),
                "02:00:00:00:00:01",
                new Reading.Found<>(9000),
                pci == null ? new Reading.Absent<>(NOWHERE) : new Reading.Found<>(100_000),
                "up",
                new Reading.Found<>(true),
                pci,
                null,
                null,
                null);
    }

    @Test
    void shouldJoinFunctionsInterfacesAndTheCatalogue() {
        var pf = function(
                PF,
                0x1017,
                new Reading.Found<>(new Sriov(64, 8, List.of(), new Reading.Found<>(true))),
                null,
                "ens1f0");
        var vf = function("0000:3b:00.2", 0x1018, new Reading.Absent<>(NOWHERE), PF);
        var unread = function(
                "0000:3c:00.0", 0xfff0, new Reading.Unreadable<>(NOWHERE, "it is garbage"), null);
        var inventory = new Inventory(
                Path.of("/"),
                List.of(pf, vf, unread),
                List.of(net("ens1f0", PF, LinkLayer.ETHERNET), net("lo", null, LinkLayer.LOOPBACK)),
                Addressing.NONE,
                List.of(),
                CpuTopology.NONE,
                List.of(),
                KernelFacts.UNKNOWN,
                Ofed.ABSENT,
                GpuDirect.ABSENT,
                Platform.UNKNOWN,
                List.of());
        List<Views.Nic> rows = new NicViews(inventory, NicCatalogue.builtIn()).rows();
        assertEquals(
                List.of("ens1f0", "", "", "lo"),
                rows.stream().map(Views.Nic::name).toList());
        assertEquals(
                new Views.Nic(
                        "ens1f0",
                        PF,
                        "15b3:1017",
                        "ConnectX-5",
                        "mlx5",
                        true,
                        "mlx5_core",
                        1,
                        "8 of 64 VFs",
                        "ethernet",
                        "up",
                        9000,
                        100_000,
                        "02:00:00:00:00:01"),
                rows.get(0));
        assertEquals("VF of " + PF, rows.get(1).sriov());
        assertEquals("", rows.get(2).family());
        assertEquals("unknown, because it is garbage", rows.get(2).sriov());
        assertEquals("", rows.get(3).pci());
        assertEquals(-1, rows.get(3).speedMbps());
        assertEquals("loopback", rows.get(3).link());
    }
}
