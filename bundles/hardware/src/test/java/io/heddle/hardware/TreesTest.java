package io.heddle.hardware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.hardware.NetInterface.BondMode;
import io.heddle.hardware.Reading.Absent;
import io.heddle.hardware.Reading.Found;
import io.heddle.hardware.Reading.Unreadable;
import io.heddle.hardware.trees.Trees;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** The facts of each tree that the rules rest on. */
class TreesTest {
    @TempDir
    Path folder;

    private Inventory inventory;

    @Test
    void shouldReadMellanoxOnEthernet() {
        inventory = clean("mellanox-ethernet");
        PciFunction port = function("0000:3b:00.1");
        assertEquals("15b3:101d", port.id());
        assertEquals("15b3:0083", port.subsystem());
        assertEquals("0000:3b:00", port.card());
        assertEquals("3", port.slot());
        assertEquals(1, port.numaNode());
        assertEquals(2, port.iommuGroup());
        assertEquals(List.of("mlx5_1"), port.rdmaDevices());
        NetInterface net = net("ens3f1np1");
        assertEquals(new Found<>(LinkLayer.ETHERNET), net.link());
        assertEquals(new Found<>(9000), net.mtu());
        assertEquals(new Found<>(100_000), net.speedMbps());
        assertEquals(new Found<>(true), net.carrier());
        RdmaDevice device = inventory.rdmaDevices().get(1);
        assertEquals("0000:3b:00.1", device.pci());
        assertEquals(new Found<>("22.31.1014"), device.firmware());
        assertEquals(new Found<>(LinkLayer.ETHERNET), device.ports().get(0).link());
        assertEquals("ens3f1np1", device.ports().get(0).interfaceName());
        assertEquals(new Found<>("5.4-1.0.3.0"), inventory.ofed().version());
        assertTrue(inventory.ofed().loaded());
        assertEquals(List.of(2, 3, 6, 7), inventory.cpus().isolated());
        assertEquals(List.of(10, 21), inventory.cpus().nodes().get(0).distances());
        assertTrue(inventory.kernel().iommu() && inventory.kernel().vfio());
        assertEquals("10.3.0.11", inventory.addressing().of("ens3f1np1").get(0).address());
        assertEquals(
                new Addressing.WayOut("eno1", "10.1.0.1", 100),
                inventory.addressing().defaults().get(0));
    }

    @Test
    void shouldReadMellanoxOnInfinibandWithGpus() {
        inventory = clean("mellanox-infiniband");
        assertEquals(new Found<>(LinkLayer.INFINIBAND), net("ib0").link());
        assertEquals(new Found<>(200_000), net("ib1").speedMbps());
        assertEquals(0x020700, function("0000:4b:00.0").classCode());
        assertEquals(
                new Found<>(LinkLayer.INFINIBAND),
                inventory.rdmaDevices().get(0).ports().get(0).link());
        assertEquals(
                new Found<>(List.of("--upstream-libs", "--dpdk")),
                inventory.ofed().options());
        assertEquals(2, inventory.gpus().size());
        assertEquals("10de:20b2", inventory.gpus().get(0).id());
        GpuDirect direct = inventory.gpuDirect();
        assertEquals(new Found<>("535.129.03"), direct.driver());
        assertEquals(new Found<>("2.17.5"), direct.nvidiaFs());
        assertTrue(direct.peerMemory());
        // Not the list of the Lustre section.
        assertEquals(new Found<>(List.of("10.2.0.21", "10.3.0.21")), direct.rdmaAddresses());
        assertEquals("10.2.0.21", inventory.addressing().of("ib0").get(0).address());
    }

    @Test
    void shouldSeeThatTheBiosGaveNoMemoryToVirtualFunctions() {
        inventory = clean("e810");
        PciFunction.Sriov sriov = sriov("0000:17:00.0");
        assertEquals(128, sriov.total());
        assertEquals(0, sriov.enabled());
        assertEquals(new Found<>(false), sriov.memory());
        assertEquals(new Found<>(false), sriov("0000:17:00.1").memory());
        assertInstanceOf(Absent.class, net("ens5f1").speedMbps());
        assertInstanceOf(Absent.class, net("ens5f1").carrier());
        assertEquals(Ofed.ABSENT.version(), inventory.ofed().version());
        assertInstanceOf(Absent.class, inventory.ofed().options());
    }

    @Test
    void shouldReadVirtualFunctions() {
        inventory = clean("e810-vfs");
        PciFunction.Sriov sriov = sriov("0000:17:00.0");
        assertEquals(4, sriov.enabled());
        assertEquals(
                List.of("0000:17:01.0", "0000:17:01.1", "0000:17:01.2", "0000:17:01.3"),
                sriov.functions());
        assertEquals(new Found<>(true), sriov.memory());
        PciFunction virtual = function("0000:17:01.3");
        assertTrue(virtual.isVirtual());
        assertEquals("0000:17:00.0", virtual.physicalFunction());
        assertEquals("0000:17:00", virtual.card());
        assertEquals("vfio-pci", virtual.driver());
        assertInstanceOf(Absent.class, virtual.sriov());
        assertEquals(List.of("ens5f0v0"), function("0000:17:01.0").interfaces());
    }

    @Test
    void shouldReadAnInstanceOfAws() {
        inventory = clean("aws-ena");
        assertEquals("1d0f:ec20", inventory.nics().get(0).id());
        assertEquals("ena", inventory.nics().get(0).driver());
        assertEquals(new Found<>("aws"), inventory.platform().cloud());
        assertEquals(new Found<>("nitro"), inventory.platform().hypervisor());
        assertEquals(new Found<>(9001), net("ens5").mtu());
        assertEquals(20, inventory.addressing().of("ens6").get(0).prefixBits());
    }

    @Test
    void shouldReadBothFabricsOfOneConnectX3() {
        inventory = clean("connectx-3");
        assertEquals("15b3:1007", inventory.nics().get(0).id());
        assertEquals(List.of("ens1", "ib0"), inventory.nics().get(0).interfaces());
        List<RdmaDevice.Port> ports = inventory.rdmaDevices().get(0).ports();
        assertEquals(new Found<>(LinkLayer.ETHERNET), ports.get(0).link());
        assertEquals(new Found<>(LinkLayer.INFINIBAND), ports.get(1).link());
        assertNull(ports.get(1).interfaceName());
        assertFalse(inventory.ofed().loaded());
        assertEquals(new Found<>(false), net("ib0").carrier());
    }

    @ParameterizedTest
    @CsvSource({
        "bond-active-backup, active-backup, 1, 1",
        "bond-lacp-one-card, 802.3ad, 4, 1",
        "bond-lacp-two-cards, 802.3ad, 4, 2",
        "bond-balance-rr, balance-rr, 0, 1"
    })
    void shouldReadBonds(String tree, String mode, int number, int cards) {
        inventory = clean(tree);
        NetInterface.Bond bond = Objects.requireNonNull(net("bond0").bond());
        assertEquals(new Found<>(new BondMode(mode, number)), bond.mode());
        assertEquals(2, bond.members().size());
        long onCards = bond.members().stream()
                .map(this::net)
                .peek(member -> assertEquals("bond0", member.master()))
                .map(member -> function(member.pci()).card())
                .distinct()
                .count();
        assertEquals(cards, onCards);
        assertNull(net("bond0").pci());
        assertNull(net(bond.members().get(0)).bond());
    }

    @Test
    void shouldReadBothFabricsOfOneHostAndItsVlan() {
        inventory = clean("mixed-fabric");
        assertEquals(new Found<>(LinkLayer.INFINIBAND), net("ib0").link());
        assertEquals(new Found<>(LinkLayer.ETHERNET), net("ens2np0").link());
        NetInterface.Vlan vlan = Objects.requireNonNull(net("ens2np0.100").vlan());
        assertEquals(new Found<>("ens2np0"), vlan.parent());
        assertEquals(new Found<>(100), vlan.id());
        assertNull(net("ens2np0").vlan());
    }

    @Test
    void shouldReadVirtualMachineWithVirtioOnly() {
        inventory = clean("virtio-vm");
        assertEquals(1, inventory.nics().size());
        assertEquals("0000:01:00.0", net("enp1s0").pci());
        assertInstanceOf(Absent.class, net("enp1s0").speedMbps());
        assertEquals(new Found<>("kvm"), inventory.platform().hypervisor());
        assertInstanceOf(Absent.class, inventory.platform().cloud());
        assertInstanceOf(Absent.class, inventory.platform().container());
        assertFalse(inventory.kernel().iommu());
    }

    /** Recorded with this very recorder in a container of a small virtual machine. */
    @Test
    void shouldReadTheRecordedContainer() {
        inventory = clean("firecracker");
        assertEquals("1af4:1041", inventory.nics().get(0).id());
        assertEquals("0000:00:03.0", net("eth0").pci());
        assertEquals(new Found<>("docker"), inventory.platform().container());
        assertEquals(new Found<>("unknown"), inventory.platform().hypervisor());
        assertEquals(new Found<>(false), inventory.kernel().fuseIoUring());
        assertEquals(new Found<>(true), inventory.kernel().xdp());
        assertEquals("192.0.2.2", inventory.addressing().of("eth0").get(0).address());
        assertEquals(2, inventory.addressing().defaults().size());
    }

    @Test
    void shouldReadTheRecordedGuestWithIgbAndItsVirtualFunctions() {
        inventory = clean("guest-igb-vfs");
        PciFunction igb = function("0000:03:00.0");
        assertEquals("8086:10c9", igb.id());
        assertEquals("igb", igb.driver());
        assertEquals("0-3", igb.slot());
        PciFunction.Sriov sriov = sriov("0000:03:00.0");
        assertEquals(7, sriov.total());
        assertEquals(2, sriov.enabled());
        assertEquals(List.of("0000:03:10.0", "0000:03:10.2"), sriov.functions());
        assertEquals(new Found<>(true), sriov.memory());
        PciFunction virtual = function("0000:03:10.2");
        assertEquals("8086:10ca", virtual.id());
        assertEquals("igbvf", virtual.driver());
        assertEquals("0000:03:00", virtual.card());
        assertEquals(16, virtual.iommuGroup());
        // NVMe with SR-IOV is no NIC.
        assertEquals(2, sriov("0000:02:00.0").total());
        assertFalse(function("0000:02:00.0").isNetwork());
        assertTrue(inventory.kernel().iommu() && inventory.kernel().vfio());
        assertEquals(new HugePages(0, 2 << 20, 64, 64), pool(2 << 20));
        assertEquals(new Found<>(1000), net("eth0").speedMbps());
        assertEquals("198.18.3.1", inventory.addressing().of("eth0").get(0).address());
    }

    @Test
    void shouldReadTheRecordedSoftRoce() {
        inventory = clean("guest-soft-roce");
        RdmaDevice device = inventory.rdmaDevices().get(0);
        assertEquals("rxe0", device.name());
        assertNull(device.pci());
        assertEquals(new Found<>("1: CA"), device.nodeType());
        assertEquals(new Found<>(LinkLayer.ETHERNET), device.ports().get(0).link());
        assertEquals(new Found<>("4: ACTIVE"), device.ports().get(0).state());
        assertEquals("eth0", device.ports().get(0).interfaceName());
        assertEquals(0, sriov("0000:03:00.0").enabled());
    }

    @Test
    void shouldReadTheRecordedBondAndTheVlanOverIt() {
        inventory = clean("guest-bond-vlan");
        NetInterface.Bond bond = Objects.requireNonNull(net("bond0").bond());
        assertEquals(new Found<>(new BondMode("active-backup", 1)), bond.mode());
        assertEquals(List.of("eth0", "eth1"), bond.members());
        assertEquals("bond0", net("eth1").master());
        NetInterface.Vlan vlan = Objects.requireNonNull(net("bond0.100").vlan());
        assertEquals(new Found<>("bond0"), vlan.parent());
        assertEquals(new Found<>(100), vlan.id());
        assertEquals("198.18.4.1", inventory.addressing().of("bond0.100").get(0).address());
    }

    private HugePages pool(long pageBytes) {
        return inventory.hugePages().stream()
                .filter(pool -> pool.pageBytes() == pageBytes)
                .findFirst()
                .orElseThrow();
    }

    private Inventory clean(String name) {
        Inventory read = Trees.read(name, folder);
        assertEquals(List.of(), read.oddities());
        return read;
    }

    private PciFunction function(@Nullable String address) {
        PciFunction function = inventory.function(address);
        assertNotNull(function, address);
        return function;
    }

    private PciFunction.Sriov sriov(String address) {
        return Objects.requireNonNull(function(address).sriov().orNull());
    }

    private NetInterface net(String name) {
        NetInterface net = inventory.netInterface(name);
        assertNotNull(net, name);
        return net;
    }

    @Test
    void shouldSayOfGarbageWhatCannotBeRead() {
        inventory = Trees.read("garbage", folder);
        assertEquals("", inventory.kernel().release().replaceAll(".*not a release", ""));
        assertEquals(0, inventory.kernel().major());
        // A NIC whose ids are refused is no NIC, but the refusal is on record.
        assertNull(inventory.function("0000:01:00.0"));
        assertOdd("/sys/bus/pci/devices/0000:01:00.0/device", "no right");
        PciFunction nic = function("0000:02:00.0");
        assertNull(nic.driver());
        assertNull(nic.subsystem());
        assertInstanceOf(Unreadable.class, nic.sriov());
        assertOdd("/sys/bus/pci/devices/0000:02:00.0/driver", "circle");
        assertOdd("/sys/bus/pci/devices/0000:02:00.0/physfn", "leaves the tree");
        assertOdd("/sys/bus/pci/devices/0000:02:00.0/net", "should be a folder");
        assertEquals(
                new Unreadable<>("/sys/class/net/eth0/type", "Reading failed: Input/output error."),
                net("eth0").link());
        assertInstanceOf(Unreadable.class, net("eth0").mtu());
        assertInstanceOf(Unreadable.class, net("eth0").speedMbps());
        NetInterface.Bond bond = Objects.requireNonNull(net("bond0").bond());
        assertInstanceOf(Unreadable.class, bond.mode());
        assertEquals(List.of(), bond.members());
        NetInterface.Vlan vlan = Objects.requireNonNull(net("vlan0").vlan());
        assertInstanceOf(Unreadable.class, vlan.id());
        assertInstanceOf(Unreadable.class, inventory.ofed().version());
        assertInstanceOf(Unreadable.class, inventory.ofed().options());
        assertInstanceOf(Unreadable.class, inventory.gpuDirect().rdmaAddresses());
        assertInstanceOf(Unreadable.class, inventory.platform().hypervisor());
        assertInstanceOf(Unreadable.class, inventory.platform().container());
        assertInstanceOf(Unreadable.class, inventory.kernel().fuseIoUring());
        assertEquals(new Addressing(List.of(), List.of()), inventory.addressing());
    }

    private void assertOdd(String path, String part) {
        assertTrue(
                inventory.oddities().stream()
                        .anyMatch(odd -> odd.path().equals(path) && odd.text().contains(part)),
                () -> path + " in " + inventory.oddities());
    }
}
