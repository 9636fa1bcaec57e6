package io.heddle.hardware.internal;

import io.heddle.hardware.Inventory;

import java.nio.file.Path;

/** Reads the parts one after the other. */
public final class InventoryReader {
    private InventoryReader() {}

    public static Inventory read(Path root) {
        return read(root, new Tree(root));
    }

    static Inventory read(Path root, Tree tree) {
        var functions = new PciReader(tree).read();
        var interfaces = new InterfaceReader(tree).read();
        var addressing = new AddressReader(tree).read();
        var rdmaDevices = new RdmaReader(tree).read();
        var cpus = new CpuReader(tree).read();
        var hugePages = new HugePagesReader(tree).read();
        var kernel = new KernelReader(tree).read();
        var ofed = new OfedReader(tree).read();
        var gpuDirect = new GpuDirectReader(tree).read();
        var platform = new PlatformReader(tree).read();
        return new Inventory(
                root,
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
                tree.oddities());
    }
}
