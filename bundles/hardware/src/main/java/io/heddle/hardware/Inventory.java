package io.heddle.hardware;

import io.heddle.hardware.internal.InventoryReader;

import java.nio.file.Path;
import java.util.List;

/**
 * What the hardware is: a value read from one directory tree, the live {@code /} or a recorded one.
 *
 * @param root the tree that was read
 * @param functions every PCI function, ordered by address
 * @param interfaces every network interface, ordered by name
 * @param hugePages the huge page pools, by node and size
 * @param oddities entries that could not be read or understood; never a reason to fail
 */
public record Inventory(
        Path root,
        List<PciFunction> functions,
        List<NetInterface> interfaces,
        CpuTopology cpus,
        List<HugePages> hugePages,
        KernelFacts kernel,
        List<Oddity> oddities) {

    /** The folder of all PCI functions, as evidence names it. */
    public static final String PCI_PATH = "/sys/bus/pci/devices";

    /** The folder of all network interfaces, as evidence names it. */
    public static final String NET_PATH = "/sys/class/net";

    public Inventory {
        functions = List.copyOf(functions);
        interfaces = List.copyOf(interfaces);
        hugePages = List.copyOf(hugePages);
        oddities = List.copyOf(oddities);
    }

    /** Reads a tree; what is unreadable or malformed there becomes an {@link Oddity}. */
    public static Inventory read(Path root) {
        return InventoryReader.read(root);
    }

    /** The PCI functions of class 02 (network controller). */
    public List<PciFunction> nics() {
        return functions.stream().filter(PciFunction::isNetwork).toList();
    }
}
