package io.heddle.hardware;

import io.heddle.hardware.internal.InventoryReader;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.List;

/**
 * What the hardware is: a value read from one directory tree, the live {@code /} or a recorded one.
 *
 * @param root the tree that was read
 * @param functions every PCI function, ordered by address
 * @param interfaces every network interface, ordered by name
 * @param addressing the addresses of the interfaces and the default routes
 * @param rdmaDevices every RDMA device, ordered by name
 * @param hugePages the huge page pools, by node and size
 * @param oddities entries that could not be read or understood; never a reason to fail
 */
public record Inventory(
        Path root,
        List<PciFunction> functions,
        List<NetInterface> interfaces,
        Addressing addressing,
        List<RdmaDevice> rdmaDevices,
        CpuTopology cpus,
        List<HugePages> hugePages,
        KernelFacts kernel,
        Ofed ofed,
        GpuDirect gpuDirect,
        Platform platform,
        List<Oddity> oddities) {

    /** The folder of all PCI functions, as evidence names it. */
    public static final String PCI_PATH = "/sys/bus/pci/devices";

    /** The folder of all network interfaces, as evidence names it. */
    public static final String NET_PATH = "/sys/class/net";

    /** The folder of all RDMA devices, as evidence names it. */
    public static final String RDMA_PATH = "/sys/class/infiniband";

    public Inventory {
        functions = List.copyOf(functions);
        interfaces = List.copyOf(interfaces);
        rdmaDevices = List.copyOf(rdmaDevices);
        hugePages = List.copyOf(hugePages);
        oddities = List.copyOf(oddities);
    }

    /** Reads a tree; what is unreadable or malformed there becomes an {@link Oddity}. */
    public static Inventory read(Path root) {
        return InventoryReader.read(root);
    }

    /** A machine of which only the PCI functions are known, as tests and what-if questions need. */
    public static Inventory ofFunctions(List<PciFunction> functions) {
        return new Inventory(
                Path.of("/"),
                functions,
                List.of(),
                Addressing.NONE,
                List.of(),
                CpuTopology.NONE,
                List.of(),
                KernelFacts.UNKNOWN,
                Ofed.ABSENT,
                GpuDirect.ABSENT,
                Platform.UNKNOWN,
                List.of());
    }

    /** The PCI functions of class 02 (network controller). */
    public List<PciFunction> nics() {
        return functions.stream().filter(PciFunction::isNetwork).toList();
    }

    /** The GPUs of NVIDIA. */
    public List<PciFunction> gpus() {
        return functions.stream().filter(PciFunction::isNvidiaGpu).toList();
    }

    /** The PCI function at an address, or null. */
    public @Nullable PciFunction function(@Nullable String address) {
        return functions.stream()
                .filter(function -> function.address().equals(address))
                .findFirst()
                .orElse(null);
    }

    /** The network interface of a name, or null. */
    public @Nullable NetInterface netInterface(@Nullable String name) {
        return interfaces.stream()
                .filter(net -> net.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    /** The same facts as if they had been read elsewhere. */
    public Inventory from(Path elsewhere) {
        return new Inventory(
                elsewhere,
                functions,
                interfaces,
                addressing,
                rdmaDevices,
                cpus,
                hugePages,
                kernel,
                ofed,
                gpuDirect,
                platform,
                oddities);
    }
}
