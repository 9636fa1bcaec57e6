package io.heddle.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;

import io.heddle.hardware.Inventory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A machine whose files hold anything is read: what is malformed is an oddity, never an exception.
 *
 * <p>An input is a row of: u8 which file of the tree, u16 length, its bytes.
 */
class InventoryFuzzTest {
    private static final String NIC = "/sys/devices/pci0000:00/0000:3b:00.0";
    private static final String NET = NIC + "/net/ens1f0";
    private static final List<String> FILES = List.of(
            NIC + "/vendor",
            NIC + "/device",
            NIC + "/class",
            NIC + "/subsystem_vendor",
            NIC + "/subsystem_device",
            NIC + "/numa_node",
            NIC + "/sriov_totalvfs",
            NIC + "/sriov_numvfs",
            NIC + "/resource",
            NIC + "/uevent",
            NET + "/address",
            NET + "/mtu",
            NET + "/type",
            NET + "/speed",
            NET + "/operstate",
            NET + "/uevent",
            NET + "/bonding/mode",
            NET + "/bonding/slaves",
            "/proc/cpuinfo",
            "/proc/net/vlan/config",
            "/proc/net/route",
            "/proc/net/ipv6_route",
            "/proc/net/if_inet6",
            "/proc/net/fib_trie",
            "/proc/net/protocols",
            "/proc/sys/kernel/osrelease",
            "/proc/sys/kernel/io_uring_disabled",
            "/proc/driver/nvidia/version",
            "/proc/driver/nvidia-fs/version",
            "/proc/1/cgroup",
            "/proc/config.gz",
            "/sys/bus/pci/slots/3/address",
            "/sys/devices/system/cpu/isolated",
            "/sys/devices/system/cpu/cpu0/online",
            "/sys/devices/system/cpu/cpu0/topology/core_id",
            "/sys/devices/system/cpu/cpu0/topology/physical_package_id",
            "/sys/devices/system/node/node0/cpulist",
            "/sys/devices/system/node/node0/hugepages/hugepages-2048kB/nr_hugepages",
            "/sys/devices/system/node/node0/hugepages/hugepages-2048kB/free_hugepages",
            "/sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages",
            "/sys/module/mlx_compat/version",
            "/sys/module/mlx5_core/version",
            "/sys/module/nvidia_fs/version",
            "/sys/module/fuse/parameters/enable_uring",
            "/sys/class/infiniband/mlx5_0/fw_ver",
            "/sys/class/infiniband/mlx5_0/node_type",
            "/sys/class/infiniband/mlx5_0/ports/1/link_layer",
            "/sys/class/infiniband/mlx5_0/ports/1/state",
            "/sys/class/infiniband/mlx5_0/ports/1/rate",
            "/sys/class/dmi/id/sys_vendor",
            "/sys/class/dmi/id/product_name",
            "/sys/class/dmi/id/chassis_asset_tag",
            "/sys/class/dmi/id/bios_vendor",
            "/sys/hypervisor/type",
            "/etc/cufile.json",
            "/usr/bin/ofed_info",
            "/usr/include/infiniband/mlx5dv.h",
            "/unreadable.txt");
    private static final Path ROOT = tree();

    @FuzzTest(maxDuration = "", maxExecutions = 100_000)
    void shouldReadWhateverIsThere(byte[] data) throws IOException {
        List<Path> written = new ArrayList<>();
        Input input = new Input(data);
        while (!input.isEmpty() && written.size() < 4) {
            Path file = ROOT.resolve(FILES.get(input.u8() % FILES.size()).substring(1));
            Files.write(file, input.bytes(input.u16()));
            written.add(file);
        }
        try {
            Inventory inventory = Inventory.read(ROOT);
            if (inventory.functions().size() > 1) {
                throw new AssertionError(inventory.functions().toString());
            }
        } finally {
            for (Path file : written) {
                Files.write(file, new byte[0]);
            }
        }
    }

    private static Path tree() {
        try {
            Path root = Files.createTempDirectory("heddle-fuzz-tree");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(root)));
            for (String file : FILES) {
                Path path = root.resolve(file.substring(1));
                Files.createDirectories(path.getParent());
                Files.write(path, new byte[0]);
            }
            link(root, "/sys/bus/pci/devices/0000:3b:00.0", NIC);
            link(root, "/sys/class/net/ens1f0", NET);
            link(root, NET + "/device", NIC);
            return root;
        } catch (IOException failed) {
            throw new UncheckedIOException("no tree", failed);
        }
    }

    private static void link(Path root, String from, String to) throws IOException {
        Path link = root.resolve(from.substring(1));
        Files.createDirectories(link.getParent());
        Files.createSymbolicLink(link, Path.of(to));
    }

    private static void delete(Path root) {
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException("the tree stays at " + root, failed);
        }
    }
}
