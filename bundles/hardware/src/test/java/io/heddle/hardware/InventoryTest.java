package io.heddle.hardware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.hardware.Reading.Found;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

class InventoryTest {
    private static final String SLOT = "/sys/devices/pci0000:00/0000:3b:00.0";
    private static final String VIRTIO = "/sys/devices/pci0000:00/0000:00:03.0";

    @TempDir
    Path folder;

    private RecordedTree tree;

    @BeforeEach
    void start() {
        tree = new RecordedTree(folder);
    }

    @Test
    void shouldReadPciFunctionWithItsInterface() throws IOException {
        mellanox();
        Inventory inventory = tree.read();
        assertEquals(List.of(), inventory.oddities());
        PciFunction nic = inventory.nics().get(0);
        assertEquals("15b3:101b", nic.id());
        assertEquals("mlx5_core", nic.driver());
        assertEquals(1, nic.numaNode());
        assertEquals(27, nic.iommuGroup());
        PciFunction.Sriov sriov = nic.sriov().orNull();
        assertNotNull(sriov);
        assertEquals(8, sriov.total());
        assertEquals(2, sriov.enabled());
        assertEquals(List.of("ens1f0"), nic.interfaces());
        NetInterface net = inventory.interfaces().get(0);
        assertEquals("0000:3b:00.0", net.pci());
        assertEquals(new Found<>(LinkLayer.INFINIBAND), net.link());
        assertEquals(new Found<>(100_000), net.speedMbps());
        assertEquals("bond0", net.master());
        NicModel model = NicCatalogue.builtIn().find(nic);
        assertNotNull(model);
        assertEquals("ConnectX-6", model.family());
        assertEquals("mlx5", model.dpdkDriver());
    }

    @Test
    void shouldFindThePciFunctionAboveVirtio() throws IOException {
        pci(VIRTIO, "0000:00:03.0", "0x1af4", "0x1000");
        net(VIRTIO + "/virtio0/net/eth0", "1");
        tree.link(VIRTIO + "/virtio0/net/eth0/device", "../../../virtio0");
        tree.link("/sys/class/net/eth0", "../../devices/pci0000:00/0000:00:03.0/virtio0/net/eth0");
        Inventory inventory = tree.read();
        assertEquals(List.of("eth0"), inventory.nics().get(0).interfaces());
        assertEquals("0000:00:03.0", inventory.interfaces().get(0).pci());
        assertEquals(
                new Found<>(LinkLayer.ETHERNET), inventory.interfaces().get(0).link());
        NicModel model = NicCatalogue.builtIn().find(inventory.nics().get(0));
        assertNotNull(model);
        assertEquals("virtio", model.dpdkDriver());
    }

    @Test
    void shouldReadProcessorsHugePagesAndKernel() throws IOException {
        for (int cpu = 0; cpu < 4; cpu++) {
            String path = "/sys/devices/system/cpu/cpu" + cpu;
            tree.file(path + "/topology/core_id", Integer.toString(cpu / 2));
            tree.file(path + "/topology/physical_package_id", "0");
            tree.folder(path + "/node" + cpu / 2);
        }
        tree.file("/sys/devices/system/cpu/cpu3/online", "0");
        tree.file("/sys/devices/system/node/node0/hugepages/hugepages-2048kB/nr_hugepages", "64");
        tree.file("/sys/devices/system/node/node0/hugepages/hugepages-2048kB/free_hugepages", "9");
        tree.file("/proc/sys/kernel/osrelease", "6.1.0-18-amd64");
        tree.file("/proc/sys/kernel/io_uring_disabled", "2");
        tree.file("/dev/fuse", "");
        Inventory inventory = tree.read();
        assertEquals(3, inventory.cpus().count());
        assertEquals(2, inventory.cpus().nodesInUse());
        assertEquals(List.of(new HugePages(0, 2 << 20, 64, 9)), inventory.hugePages());
        KernelFacts kernel = inventory.kernel();
        assertTrue(kernel.atLeast(6, 1) && kernel.atLeast(5, 19));
        assertFalse(kernel.atLeast(6, 2) || kernel.atLeast(7, 0));
        assertTrue(kernel.fuse());
        assertFalse(kernel.ioUring());
    }

    @Test
    void shouldTurnMalformedEntriesIntoOddities() throws IOException {
        mellanox();
        tree.file("/sys/bus/pci/devices/nonsense/vendor", "0x15b3");
        tree.file(SLOT + "/numa_node", "far away");
        tree.file("/proc/sys/kernel/osrelease", "unknown");
        tree.link("/sys/bus/pci/devices/0000:3b:00.0/physfn", "../../../../../../../../etc");
        Inventory inventory = tree.read();
        assertEquals(1, inventory.functions().size());
        assertEquals(-1, inventory.functions().get(0).numaNode());
        assertNull(inventory.functions().get(0).physicalFunction());
        List<String> paths = inventory.oddities().stream().map(Oddity::path).toList();
        assertTrue(paths.contains("/sys/bus/pci/devices/nonsense"), paths.toString());
        assertTrue(paths.contains("/sys/bus/pci/devices/0000:3b:00.0/numa_node"), paths.toString());
        assertTrue(paths.contains("/sys/bus/pci/devices/0000:3b:00.0/physfn"), paths.toString());
        assertTrue(paths.contains("/proc/sys/kernel/osrelease"), paths.toString());
    }

    @Test
    void shouldSurviveAnyDamage() throws IOException {
        mellanox();
        long seed = 20_260_101;
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            damageOneFile(random);
            Inventory inventory = tree.read();
            assertTrue(inventory.functions().size() <= 1, "seed " + seed + " round " + round);
        }
    }

    @Test
    void shouldReadNothingFromAnEmptyTree() {
        Inventory inventory = tree.read();
        assertEquals(List.of(), inventory.functions());
        assertEquals(List.of(), inventory.interfaces());
        assertEquals(0, inventory.cpus().count());
        assertEquals("", inventory.kernel().release());
    }

    @Test
    void shouldReadThisMachine() {
        Inventory inventory = Inventory.read(Path.of("/"));
        assertTrue(inventory.cpus().count() > 0);
        assertTrue(inventory.kernel().major() > 0);
        List<String> names =
                inventory.interfaces().stream().map(NetInterface::name).toList();
        assertTrue(names.contains("lo"), names.toString());
    }

    private void damageOneFile(Random random) throws IOException {
        List<Path> files;
        try (Stream<Path> paths = Files.walk(folder)) {
            files = paths.filter(Files::isRegularFile).sorted().toList();
        }
        byte[] noise = new byte[random.nextInt(40)];
        random.nextBytes(noise);
        Files.write(files.get(random.nextInt(files.size())), noise);
    }

    private void mellanox() throws IOException {
        pci(SLOT, "0000:3b:00.0", "0x15b3", "0x101b");
        tree.file(SLOT + "/numa_node", "1");
        tree.file(SLOT + "/sriov_totalvfs", "8").file(SLOT + "/sriov_numvfs", "2");
        tree.folder("/sys/bus/pci/drivers/mlx5_core").folder("/sys/kernel/iommu_groups/27");
        tree.link(SLOT + "/driver", "../../../bus/pci/drivers/mlx5_core");
        tree.link(SLOT + "/iommu_group", "../../../kernel/iommu_groups/27");
        net(SLOT + "/net/ens1f0", "32");
        tree.file(SLOT + "/net/ens1f0/speed", "100000");
        tree.folder("/sys/devices/virtual/net/bond0");
        tree.link(SLOT + "/net/ens1f0/master", "../../../../virtual/net/bond0");
        tree.link(SLOT + "/net/ens1f0/device", "../../../0000:3b:00.0");
        tree.link("/sys/class/net/ens1f0", "../../devices/pci0000:00/0000:3b:00.0/net/ens1f0");
    }

    private void pci(String slot, String address, String vendor, String device) throws IOException {
        tree.file(slot + "/vendor", vendor).file(slot + "/device", device);
        tree.file(slot + "/class", "0x020000");
        tree.link("/sys/bus/pci/devices/" + address, "../../../devices/pci0000:00/" + address);
    }

    private void net(String path, String type) throws IOException {
        tree.file(path + "/type", type).file(path + "/mtu", "1500");
        tree.file(path + "/address", "02:00:00:00:00:01").file(path + "/operstate", "up");
    }
}
