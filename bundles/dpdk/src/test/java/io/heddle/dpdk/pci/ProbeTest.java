package io.heddle.dpdk.pci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.dpdk.fake.FakeDpdk;
import io.heddle.dpdk.fake.FakeKernel;
import io.heddle.dpdk.pci.Cards.Family;
import io.heddle.hardware.Inventory;
import io.heddle.hardware.trees.Trees;
import io.heddle.net.NetCapability;
import io.heddle.net.spi.ProbeResult;
import io.heddle.net.spi.Reason;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;

/** Each thing that may be missing is said with its rule, its path and what to do. */
class ProbeTest {
    private static final String TWO =
            Cards.E810 + " vfs=2 address=10.2.0.41/24 address=10.2.0.42/24";

    @TempDir
    private Path folder;

    private final FakeDpdk dpdk = new FakeDpdk();
    private int probes;

    private ProbeResult probe(Family family, String tree, String... functions) {
        Path root = folder.resolve(Integer.toString(probes++));
        FakeKernel kernel = Cards.kernel(tree, root);
        PciDriver driver = Cards.driver(family, kernel, dpdk, null);
        driver.configure(functions);
        String before = kernel.snapshot();
        ProbeResult result = driver.probe(Inventory.read(root));
        assertEquals(List.of(), kernel.changes(before), "a probe changes nothing");
        return result;
    }

    /** The only reason against, which has a remedy. */
    private Reason against(Family family, String tree, String... functions) {
        List<Reason> reasons = assertInstanceOf(
                        ProbeResult.Unusable.class, probe(family, tree, functions))
                .reasons();
        assertEquals(1, reasons.size(), reasons.toString());
        assertNotNull(reasons.getFirst().remedy(), reasons.toString());
        return reasons.getFirst();
    }

    private static void says(Reason reason, String rule, String path, String seen, String remedy) {
        assertEquals(rule, reason.rule());
        assertEquals(path, reason.path());
        assertEquals(seen, reason.seen());
        assertTrue(String.valueOf(reason.remedy()).contains(remedy), reason.toString());
    }

    private static final String PF = "/sys/bus/pci/devices/0000:17:00.0";

    @Test
    void shouldServeALaneForEachVirtualFunction() {
        var usable =
                assertInstanceOf(ProbeResult.Usable.class, probe(Family.E810, Cards.e810(), TWO));
        assertEquals(
                List.of(new NetCapability.KernelBypass(), new NetCapability.RxInterrupt()),
                usable.capabilities());
        assertTrue(usable.evidence().getFirst().text().contains("serves 2 lanes"));
    }

    @Test
    void shouldAskForAConfigurationWhereTheKernelKnowsNoAddresses() {
        says(
                against(Family.E810, Cards.e810()),
                "S63",
                "io.heddle.drivers.e810 functions",
                "none of 0000:17:00.0, 0000:17:00.1",
                "0000:17:00.0 address=10.2.0.41/24");
        says(
                against(Family.E810, Cards.e810(), "0000:17:00.0 vfs=2"),
                "S63",
                "io.heddle.drivers.e810",
                "no address",
                "Add address=ADDRESS/BITS");
    }

    @Test
    void shouldNameAFunctionThatIsNotThereOrOfAnotherFamily() {
        says(
                against(Family.E810, Cards.e810(), "0000:99:00.0 address=10.2.0.41/24"),
                "S70",
                "/sys/bus/pci/devices/0000:99:00.0",
                "absent",
                "heddle net inventory");
        String tree = Trees.text("guest-igb-vfs")
                .replace("0000:03:00.0/device: 0x10c9", "0000:03:00.0/device: 0x1592");
        says(
                against(Family.E810, tree, "0000:04:00.0 address=10.2.0.41/24"),
                "S70",
                "/sys/bus/pci/devices/0000:04:00.0",
                "8086:10c9",
                "Take it out of");
    }

    @Test
    void shouldTakeAFunctionOnceWhateverItIsCalled() {
        var usable = assertInstanceOf(
                ProbeResult.Usable.class,
                probe(Family.E810, Cards.e810(), TWO, "ens5f0 vfs=1 address=10.2.0.43/24"));
        assertEquals("ens5f0", usable.evidence().getLast().seen());
        assertTrue(usable.evidence().getLast().text().contains("twice"));
    }

    @Test
    void shouldSayThatSriovIsOffInTheBiosOrOffersTooLittle() {
        says(
                against(Family.E810, Trees.text("e810"), TWO),
                "S70",
                PF + "/resource",
                "none",
                "Enable SR-IOV in the BIOS");
        String few =
                Cards.e810().replace("17:00.0/sriov_totalvfs: 128", "17:00.0/sriov_totalvfs: 1");
        says(
                against(Family.E810, few, TWO),
                "S70",
                PF + "/sriov_totalvfs",
                "1",
                "make vfs= in io.heddle.drivers.e810 smaller");
    }

    @Test
    void shouldRefuseVirtualFunctionsThatSomebodyElseMade() {
        says(
                against(Family.E810, Trees.text("e810-vfs"), TWO),
                "S70",
                PF + "/sriov_numvfs",
                "4",
                "Name these as functions of their own");
        assertInstanceOf(
                ProbeResult.Usable.class,
                probe(
                        Family.E810,
                        Trees.text("e810-vfs").replace("# recorded", ""),
                        "0000:17:01.0 address=10.2.0.41/24"));
    }

    @Test
    void shouldRefuseTheCardOfTheDefaultRoute() {
        String tree = Cards.e810()
                .replace(
                        "| ens5f0\t0000020A\t00000000\t0001\t0\t0\t100\t00FFFFFF\t0\t0\t0",
                        "| ens5f0\t0000020A\t00000000\t0001\t0\t0\t100\t00FFFFFF\t0\t0\t0\n"
                                + "| ens5f0\t00000000\t0100020A\t0003\t0\t0\t100\t00000000\t0\t0\t0");
        says(against(Family.E810, tree, TWO), "S61", "/proc/net/route", "10.2.0.1", "shared=on");
        assertInstanceOf(ProbeResult.Usable.class, probe(Family.E810, tree, TWO + " shared=on"));
        says(
                against(Family.E810, tree, "ens5f0 shared=on address=10.2.0.31/24"),
                "S61",
                "/proc/net/route",
                "10.2.0.1",
                "Use another NIC for data");
    }

    @Test
    void shouldSayWhatVfioLacks() {
        says(
                against(Family.E810, Cards.e810().replace("/sys/module/vfio_pci/", ""), TWO),
                "S70",
                "/sys/module/vfio_pci",
                "absent",
                "modprobe vfio-pci");
        String off = Cards.e810()
                .replaceAll("(?m)^/sys/kernel/iommu_groups/.*$", "")
                .replaceAll("(?m)^.*/iommu_group -> .*$", "");
        says(
                against(Family.E810, off, TWO),
                "S70",
                "/sys/kernel/iommu_groups",
                "empty",
                "intel_iommu=on");
        assertInstanceOf(
                ProbeResult.Usable.class,
                probe(
                        Family.E810,
                        off + "/sys/module/vfio/parameters/enable_unsafe_noiommu_mode: Y\n",
                        TWO));
    }

    @Test
    void shouldNameForeignMembersOfAnIommuGroup() {
        says(
                against(Family.E810, Cards.oneGroup(), Cards.E810 + " address=10.2.0.31/24"),
                "S70",
                PF + "/iommu_group",
                "0000:17:00.1 (ice)",
                "ACS");
    }

    /** The second one has no address, so that it would lose its driver for nothing. */
    @Test
    void shouldServeWithAllOfAnIommuGroupOrWithNone() {
        var none = assertInstanceOf(
                ProbeResult.Unusable.class,
                probe(
                        Family.E810,
                        Cards.oneGroup(),
                        Cards.E810 + " address=10.2.0.31/24",
                        Cards.E810_SECOND));
        assertTrue(
                none.reasons().stream()
                        .anyMatch(reason -> reason.path().equals(PF + "/iommu_group")
                                && reason.seen().equals("0000:17:00.1 (ice)")),
                none::toString);
    }

    @Test
    void shouldSayThatTheLinkIsDownOrThePacketsTooLarge() {
        String down = Cards.e810().replace("ens5f0/carrier: 1", "ens5f0/carrier: 0");
        says(against(Family.E810, down, TWO), "S70", "/sys/class/net/ens5f0/carrier", "0", "cable");
        says(
                against(Family.E810, Cards.e810(), TWO + " mtu=9700"),
                "S70",
                "/sys/class/net/ens5f0/mtu",
                "9000",
                "ip link set ens5f0 mtu 9700");
    }

    @Test
    void shouldSayThatADeviceIsBoundElsewhere() {
        String tree = Cards.e810()
                .replaceAll("(?m)^(.*0000:17:00.0/driver -> .*/)ice$", "$1igb_uio")
                .replaceAll("(?m)^.*ens5f0.*$", "");
        says(
                against(Family.E810, tree, Cards.E810 + " address=10.2.0.31/24"),
                "S70",
                PF + "/driver",
                "igb_uio",
                "dpdk-devbind.py");
    }

    @Test
    void shouldPassOnWhatDpdkLacks() {
        dpdk.has("ice");
        Reason missing = against(Family.E810, Cards.e810(), TWO);
        assertTrue(String.valueOf(missing.remedy()).contains("librte-net-iavf23"));
        assertInstanceOf(
                ProbeResult.Usable.class,
                probe(Family.E810, Cards.e810(), Cards.E810 + " address=10.2.0.31/24"));
        dpdk.hasAgainst(new Reason("S40", "No DPDK.", "/usr/lib", "absent", "22.11", "Install."));
        assertEquals("S40", against(Family.E810, Cards.e810(), TWO).rule());
    }

    @Test
    void shouldAnswerABadConfigurationWithItsComplaint() {
        Reason bad = against(Family.E810, Cards.e810(), TWO + " vfs=many");
        assertTrue(bad.text().contains("vfs=many is out of range"), bad.text());
        assertEquals("io.heddle.drivers.e810", bad.path());
    }

    @Test
    void shouldTakeTheKernelsAddressesWhereItsDriverStays() {
        var usable = assertInstanceOf(
                ProbeResult.Usable.class, probe(Family.CONNECTX, Trees.text("mellanox-ethernet")));
        String serves = usable.evidence().getFirst().text();
        assertTrue(serves.contains("serves 8 lanes with the same addresses"), serves);
    }

    @Test
    void shouldGoOnWithTheFunctionsThatAreGood() {
        var usable = assertInstanceOf(
                ProbeResult.Usable.class,
                probe(Family.E810, Cards.e810(), TWO, "0000:99:00.0 address=10.3.0.1/24"));
        Reason last = usable.evidence().getLast();
        assertEquals("/sys/bus/pci/devices/0000:99:00.0", last.path());
        assertNotNull(last.remedy());
    }

    @Test
    void shouldNotSleepWhereTheCardCannot() {
        var usable = assertInstanceOf(
                ProbeResult.Usable.class,
                probe(
                        Family.ENA,
                        Trees.text("aws-ena") + "/sys/module/vfio_pci/\n"
                                + "/sys/module/vfio/parameters/enable_unsafe_noiommu_mode: 1\n",
                        "ens6 address=10.0.17.5/20 gateway=10.0.16.1"));
        assertEquals(List.of(new NetCapability.KernelBypass()), usable.capabilities());
        says(
                against(
                        Family.ENA,
                        Trees.text("aws-ena") + "/sys/module/vfio_pci/\n"
                                + "/sys/module/vfio/parameters/enable_unsafe_noiommu_mode: 1\n",
                        "ens5 address=10.0.1.5/20"),
                "S61",
                "/proc/net/route",
                "10.0.0.1",
                "Use another NIC for data");
    }
}
