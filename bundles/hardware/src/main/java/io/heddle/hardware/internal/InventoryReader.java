package io.heddle.hardware.internal;

import io.heddle.hardware.CpuTopology;
import io.heddle.hardware.HugePages;
import io.heddle.hardware.Inventory;
import io.heddle.hardware.KernelFacts;
import io.heddle.hardware.NetInterface;
import io.heddle.hardware.PciFunction;

import java.nio.file.Path;
import java.util.List;

/** Reads the parts one after the other. */
public final class InventoryReader {
    private InventoryReader() {}

    public static Inventory read(Path root) {
        Tree tree = new Tree(root);
        List<PciFunction> functions = new PciReader(tree).read();
        List<NetInterface> interfaces = new InterfaceReader(tree).read();
        CpuTopology cpus = new CpuReader(tree).read();
        List<HugePages> hugePages = new HugePagesReader(tree).read();
        KernelFacts kernel = new KernelReader(tree).read();
        return new Inventory(root, functions, interfaces, cpus, hugePages, kernel, tree.oddities());
    }
}
