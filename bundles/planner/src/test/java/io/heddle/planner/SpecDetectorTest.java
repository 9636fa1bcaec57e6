package io.heddle.planner;

import static io.heddle.planner.Plans.says;
import static io.heddle.planner.Plans.uses;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.hardware.Inventory;
import io.heddle.hardware.NicCatalogue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** Machines as their kernel shows them, described and judged. */
class SpecDetectorTest {
    private static final String DEVICES = "/sys/devices/pci0000:00/";
    private static final String OFED =
            "if [ \"$1\" == \"-s\" ]; then echo MLNX_OFED_LINUX-5.4-1.0.3.0:; exit; fi";

    @TempDir
    private Path root;

    private void file(String path, String text) throws IOException {
        Path file = root.resolve(path.substring(1));
        Files.createDirectories(file.getParent());
        Files.writeString(file, text + "\n");
    }

    private void link(String path, String target) throws IOException {
        Path link = root.resolve(path.substring(1));
        Files.createDirectories(link.getParent());
        Path to = root.resolve(target.substring(1));
        Files.createDirectories(to);
        Files.createSymbolicLink(link, link.getParent().relativize(to));
    }

    /** An interface of 25 Gb/s that is up, on a function of its own. */
    private void nic(String address, String id, String driver, String name) throws IOException {
        String device = DEVICES + address;
        file(device + "/vendor", "0x" + id.substring(0, 4));
        file(device + "/device", "0x" + id.substring(5));
        file(device + "/class", "0x020000");
        file(device + "/numa_node", "1");
        link(device + "/driver", "/sys/bus/pci/drivers/" + driver);
        link("/sys/bus/pci/devices/" + address, device);
        String net = device + "/net/" + name;
        file(net + "/type", "1");
        file(net + "/mtu", "9000");
        file(net + "/address", "02:00:00:00:00:01");
        file(net + "/operstate", "up");
        file(net + "/carrier", "1");
        file(net + "/speed", "25000");
        link(net + "/device", device);
        link("/sys/class/net/" + name, net);
    }

    private void sriov(String address, int total, int enabled) throws IOException {
        file(DEVICES + address + "/sriov_totalvfs", Integer.toString(total));
        file(DEVICES + address + "/sriov_numvfs", Integer.toString(enabled));
    }

    /** A machine with management on an I350 and four processors. */
    private void server() throws IOException {
        nic("0000:01:00.0", "8086:1521", "igb", "eno1");
        file(DEVICES + "0000:01:00.0/net/eno1/speed", "1000");
        file("/proc/net/route", """
                Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
                eno1\t00000000\t0100010A\t0003\t0\t0\t100\t00000000\t0\t0\t0""");
        for (int cpu = 0; cpu < 4; cpu++) {
            file("/sys/devices/system/cpu/cpu" + cpu + "/topology/core_id", "" + cpu);
        }
    }

    private ClusterSpec detect(Mode mode) {
        return SpecDetector.detect(
                Inventory.read(root), NicCatalogue.builtIn(), DetectRequest.of(mode, false));
    }

    private Plan plan(Mode mode) {
        return new Planner().plan(detect(mode), NicCatalogue.builtIn());
    }

    private Plan backend(Mode mode) {
        Plan plan = plan(mode);
        return new Plan(
                plan.verdict(),
                plan.fabric(),
                plan.rdma(),
                List.of(plan.groups().getFirst()));
    }

    private static void isReadable(ClusterSpec spec) {
        ClusterSpec again = SpecReader.parse(SpecWriter.write(spec));
        assertEquals(SpecWriter.write(spec), SpecWriter.write(again));
    }

    @Test
    void shouldDescribeAMellanoxServer() throws IOException {
        server();
        nic("0000:3b:00.0", "15b3:101b", "mlx5_core", "ens1f0np0");
        file("/usr/bin/ofed_info", OFED);
        file("/sys/module/mlx_compat/version", "5.4-1.0.3");
        ClusterSpec spec = detect(Mode.PERFORMANCE);
        GroupSpec group = spec.groups().getFirst();
        assertEquals(Fact.stated("eno1"), group.managementNic());
        assertEquals(3, group.ioProcesses());
        NicSpec nic = group.nics().getFirst();
        assertEquals("ens1f0np0", nic.name());
        assertEquals("15b3:101b", nic.pci());
        assertEquals(Fact.stated("mlx5_core"), nic.kernelDriver());
        assertEquals(Fact.stated(9000), nic.mtu());
        assertEquals(Fact.stated(1), nic.numa());
        var ofed = assertInstanceOf(OfedSpec.Installed.class, nic.ofed().orNull());
        assertEquals(Fact.stated("5.4-1.0.3.0"), ofed.version());
        assertEquals(Fact.stated(true), ofed.loaded());
        isReadable(spec);
        Plan plan = plan(Mode.PERFORMANCE);
        assertEquals(Verdict.OK, plan.verdict(), () -> PlanText.write(plan));
        uses(plan, "DPDK / RDMA mellanox poll");
    }

    @Test
    void shouldRefuseAMellanoxServerWithoutOfed() throws IOException {
        server();
        nic("0000:3b:00.0", "15b3:101b", "mlx5_core", "ens1f0np0");
        Plan plan = backend(Mode.PERFORMANCE);
        says(plan, "S66", Verdict.REFUSED);
        uses(plan(Mode.PERFORMANCE), "UDP udp-native kernel");
    }

    @Test
    void shouldSayWhatItCouldNotRead() throws IOException {
        server();
        nic("0000:3b:00.0", "8086:1592", "ice", "ens1f0");
        sriov("0000:3b:00.0", 64, 0);
        NicSpec nic = detect(Mode.CPU).groups().getFirst().nics().getFirst();
        SriovSpec sriov = nic.sriov().orNull();
        assertNotNull(sriov);
        assertInstanceOf(Fact.Unknown.class, sriov.bios());
        Plan strict = backend(Mode.PERFORMANCE);
        assertEquals(Verdict.REFUSED, Plans.verdicts(strict, "S69").getFirst());
        String evidence = strict.groups().getFirst().findings().stream()
                .filter(finding -> finding.rule().equals("S69"))
                .findFirst()
                .orElseThrow()
                .evidence();
        assertTrue(evidence.startsWith("unknown, because "), evidence);
        Plan mild = backend(Mode.CPU);
        assertEquals(Verdict.ALERT, Plans.verdicts(mild, "S69").getFirst());
        assertEquals(Verdict.OK, mild.verdict());
        isReadable(detect(Mode.CPU));
    }

    @Test
    void shouldTakeVirtualFunctionsForAProofOfSriov() throws IOException {
        server();
        nic("0000:3b:00.0", "8086:1592", "ice", "ens1f0");
        sriov("0000:3b:00.0", 64, 8);
        Plan plan = backend(Mode.PERFORMANCE);
        assertEquals(Verdict.OK, plan.verdict(), () -> PlanText.write(plan));
        uses(plan, "DPDK e810 poll");
        assertEquals(1, plan.groups().getFirst().ips().count());
    }

    @Test
    void shouldShareTheOnlyNicOfAGuest() throws IOException {
        server();
        nic("0000:00:03.0", "1af4:1041", "virtio-pci", "eth0");
        file("/proc/net/route", "eth0\t00000000\t0100010A\t0003\t0\t0\t0\t00000000\t0\t0\t0");
        Files.delete(root.resolve("sys/bus/pci/devices/0000:01:00.0"));
        Files.delete(root.resolve("sys/class/net/eno1"));
        Plan plan = backend(Mode.PERFORMANCE);
        says(plan, "S61", Verdict.REFUSED);
        says(plan, "S70", Verdict.REFUSED);
        uses(plan(Mode.PERFORMANCE), "UDP udp-native kernel");
    }

    @Test
    void shouldPreferAConnectedNicToOneThatNobodyDrives() throws IOException {
        server();
        nic("0000:3b:00.0", "8086:10fb", "ixgbe", "ens1f0");
        file(DEVICES + "0000:00:05.0/vendor", "0x1af4");
        file(DEVICES + "0000:00:05.0/device", "0x1041");
        file(DEVICES + "0000:00:05.0/class", "0x020000");
        link("/sys/bus/pci/devices/0000:00:05.0", DEVICES + "0000:00:05.0");
        List<NicSpec> nics = detect(Mode.CPU).groups().getFirst().nics();
        assertEquals(List.of("ens1f0"), nics.stream().map(NicSpec::name).toList());
    }

    @Test
    void shouldFindBondsAndTheirMode() throws IOException {
        server();
        file("/usr/bin/ofed_info", OFED);
        file("/sys/module/mlx_compat/version", "5.4-1.0.3");
        file("/sys/devices/virtual/net/bond0/type", "1");
        file("/sys/devices/virtual/net/bond0/bonding/mode", "802.3ad 4");
        file("/sys/devices/virtual/net/bond0/bonding/slaves", "ens1f0 ens2f0");
        link("/sys/class/net/bond0", "/sys/devices/virtual/net/bond0");
        for (String[] port :
                new String[][] {{"0000:3b:00.0", "ens1f0"}, {"0000:5e:00.0", "ens2f0"}}) {
            nic(port[0], "15b3:101b", "mlx5_core", port[1]);
            link(DEVICES + port[0] + "/net/" + port[1] + "/master", "/sys/class/net/bond0");
        }
        GroupSpec group = detect(Mode.PERFORMANCE).groups().getFirst();
        assertEquals(Ha.LACP, group.ha());
        assertEquals(
                new BondSpec("bond0", Fact.stated(4)), group.nics().getFirst().bond());
        says(backend(Mode.PERFORMANCE), "S94", Verdict.REFUSED);
    }

    @Test
    void shouldDescribeAMachineOfWhichNothingCanBeRead() throws IOException {
        file("/sys/bus/pci/devices/0000:3b:00.0/vendor", "garbage");
        ClusterSpec spec = detect(Mode.PERFORMANCE);
        isReadable(spec);
        assertTrue(spec.groups().getFirst().nics().isEmpty());
        Plan plan = backend(Mode.PERFORMANCE);
        says(plan, "S58", Verdict.REFUSED);
        says(plan, "S61", Verdict.REFUSED);
    }

    @Test
    void shouldMakeTheGroupsThatAreAskedFor() throws IOException {
        server();
        var request = new DetectRequest(Mode.CPU, true, Set.of(Role.CLIENT), 7, 2, false);
        ClusterSpec spec =
                SpecDetector.detect(Inventory.read(root), NicCatalogue.builtIn(), request);
        assertEquals(1, spec.groups().size());
        assertEquals(2, spec.groups().getFirst().frontends());
        assertTrue(spec.tryout() && !spec.groups().getFirst().stateless());
    }
}
