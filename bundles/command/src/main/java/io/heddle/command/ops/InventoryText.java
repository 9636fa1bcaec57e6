package io.heddle.command.ops;

import io.heddle.hardware.Addressing;
import io.heddle.hardware.CpuTopology;
import io.heddle.hardware.GpuDirect;
import io.heddle.hardware.HugePages;
import io.heddle.hardware.Inventory;
import io.heddle.hardware.KernelFacts;
import io.heddle.hardware.NetInterface;
import io.heddle.hardware.Oddity;
import io.heddle.hardware.Ofed;
import io.heddle.hardware.PciFunction;
import io.heddle.hardware.Platform;
import io.heddle.hardware.RdmaDevice;
import io.heddle.hardware.Reading;

import org.jspecify.annotations.Nullable;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** An inventory for people: a section for each part that the machine has. */
final class InventoryText {
    private final PrintStream out;
    private final Inventory inventory;

    private InventoryText(PrintStream out, Inventory inventory) {
        this.out = out;
        this.inventory = inventory;
    }

    static void print(PrintStream out, Inventory inventory) {
        var text = new InventoryText(out, inventory);
        text.machine();
        text.hugePages();
        text.nics();
        text.interfaces();
        text.addresses();
        text.rdma();
        text.gpus();
        text.oddities();
    }

    private void machine() {
        Platform platform = inventory.platform();
        KernelFacts kernel = inventory.kernel();
        CpuTopology cpus = inventory.cpus();
        Ofed ofed = inventory.ofed();
        title("Machine");
        fact("vendor", word(platform.vendor()) + ", " + word(platform.product()));
        fact("cloud", word(platform.cloud()));
        fact("hypervisor", word(platform.hypervisor()));
        fact("container", word(platform.container()));
        fact(
                "processors",
                cpus.count() + " on " + cpus.nodesInUse() + " memory nodes, isolated: "
                        + (cpus.isolated().isEmpty() ? "none" : cpus.isolated()));
        fact("kernel", kernel.release().isEmpty() ? "unknown" : kernel.release());
        fact("IOMMU", kernel.iommu() ? kernel.iommuGroups() + " groups" : "off");
        fact("vfio-pci", yes(kernel.vfio()));
        fact("io_uring", yes(kernel.ioUring()));
        fact("FUSE", yes(kernel.fuse()) + ", by io_uring: " + word(kernel.fuseIoUring()));
        fact("AF_XDP", word(kernel.xdp()));
        fact(
                "OFED",
                word(ofed.version()) + (ofed.loaded() ? ", loaded" : ", not loaded") + ", options: "
                        + word(ofed.options()));
    }

    private void hugePages() {
        List<String[]> rows = new ArrayList<>();
        for (HugePages pool : inventory.hugePages()) {
            rows.add(row(
                    pool.numaNode() < 0 ? "all" : Integer.toString(pool.numaNode()),
                    (pool.pageBytes() >> 10) + " KiB",
                    Long.toString(pool.total()),
                    Long.toString(pool.free())));
        }
        table("Huge pages", row("NODE", "SIZE", "TOTAL", "FREE"), rows);
    }

    private void nics() {
        List<String[]> rows = new ArrayList<>();
        for (PciFunction nic : inventory.nics()) {
            rows.add(row(
                    nic.address(),
                    nic.id(),
                    nic.subsystem(),
                    nic.driver(),
                    nic.numaNode() < 0 ? null : Integer.toString(nic.numaNode()),
                    nic.iommuGroup() < 0 ? null : Integer.toString(nic.iommuGroup()),
                    nic.slot(),
                    virtual(nic),
                    String.join(",", nic.interfaces())));
        }
        String[] header = row(
                "ADDRESS", "ID", "BOARD", "DRIVER", "NODE", "GROUP", "SLOT", "SR-IOV", "INTERFACE");
        table("Network functions", header, rows);
    }

    private static String virtual(PciFunction nic) {
        return nic.isVirtual()
                ? "virtual, of " + nic.physicalFunction()
                : word(nic.sriov().map(sriov -> sriov.enabled() + " of " + sriov.total()));
    }

    private void interfaces() {
        List<String[]> rows = new ArrayList<>();
        for (NetInterface net : inventory.interfaces()) {
            rows.add(row(
                    net.name(),
                    word(net.link().map(link -> link.name().toLowerCase(Locale.ROOT))),
                    net.state(),
                    word(net.mtu()),
                    word(net.speedMbps().map(speed -> speed + " Mb/s")),
                    net.mac(),
                    net.pci() == null ? "virtual" : net.pci(),
                    role(net)));
        }
        String[] header = row("NAME", "LINK", "STATE", "MTU", "SPEED", "MAC", "FUNCTION", "ROLE");
        table("Interfaces", header, rows);
    }

    private static String role(NetInterface net) {
        List<String> words = new ArrayList<>();
        if (net.bond() != null) {
            words.add("bond " + word(net.bond().mode().map(mode -> mode.name())) + " of "
                    + String.join(",", net.bond().members()));
        }
        if (net.vlan() != null) {
            words.add("VLAN " + word(net.vlan().id()) + " of " + word(net.vlan().parent()));
        }
        if (net.master() != null) {
            words.add("in " + net.master());
        }
        return String.join(", ", words);
    }

    private void addresses() {
        List<String[]> rows = new ArrayList<>();
        for (Addressing.LocalAddress local : inventory.addressing().addresses()) {
            rows.add(row(
                    local.address() + "/" + local.prefixBits(),
                    local.interfaces().isEmpty()
                            ? "unknown"
                            : String.join(" or ", local.interfaces())));
        }
        for (Addressing.WayOut way : inventory.addressing().defaults()) {
            rows.add(row(
                    "default" + (way.gateway() == null ? "" : " by " + way.gateway()),
                    way.interfaceName()));
        }
        table("Addresses", row("ADDRESS", "INTERFACE"), rows);
    }

    private void rdma() {
        List<String[]> rows = new ArrayList<>();
        for (RdmaDevice device : inventory.rdmaDevices()) {
            for (RdmaDevice.Port port : device.ports()) {
                rows.add(row(
                        device.name() + "/" + port.number(),
                        word(device.nodeType()),
                        word(device.firmware()),
                        word(port.link().map(link -> link.name().toLowerCase(Locale.ROOT))),
                        word(port.state()),
                        word(port.rate()),
                        port.interfaceName()));
            }
        }
        String[] header = row("DEVICE", "TYPE", "FIRMWARE", "LINK", "STATE", "RATE", "INTERFACE");
        table("RDMA", header, rows);
    }

    private void gpus() {
        if (inventory.gpus().isEmpty()) {
            return;
        }
        GpuDirect direct = inventory.gpuDirect();
        title("NVIDIA GPUs");
        for (PciFunction gpu : inventory.gpus()) {
            fact(gpu.address(), gpu.id() + ", node " + gpu.numaNode());
        }
        fact("driver", word(direct.driver()));
        fact("nvidia-fs", word(direct.nvidiaFs()));
        fact("peer memory", yes(direct.peerMemory()));
        fact("GPUDirect by", word(direct.rdmaAddresses()));
    }

    private void oddities() {
        List<String[]> rows = new ArrayList<>();
        for (Oddity oddity : inventory.oddities()) {
            rows.add(row(oddity.path(), oddity.text()));
        }
        table("Could not be read or understood", row("PATH", "WHY"), rows);
    }

    /** A value, "none" or "unknown, because ...". */
    private static String word(Reading<?> reading) {
        return switch (reading) {
            case Reading.Found<?>(Boolean value) -> yes(value);
            case Reading.Found<?>(List<?> values) ->
                values.isEmpty()
                        ? "none"
                        : String.join(" ", values.stream().map(String::valueOf).toList());
            case Reading.Found<?>(Object value) -> value.toString();
            case Reading.Absent<?> _ -> "none";
            case Reading.Unreadable<?>(String _, String because) -> "unknown, because " + because;
        };
    }

    private static String yes(boolean is) {
        return is ? "yes" : "no";
    }

    private void title(String text) {
        out.println(text);
    }

    private void fact(String name, String value) {
        out.printf("  %-14s %s%n", name, value);
    }

    private static String[] row(@Nullable String... cells) {
        String[] row = new String[cells.length];
        for (int i = 0; i < cells.length; i++) {
            String cell = cells[i];
            row[i] = cell == null || cell.isEmpty() ? "-" : cell;
        }
        return row;
    }

    private void table(String title, String[] header, List<String[]> rows) {
        if (rows.isEmpty()) {
            return;
        }
        title(title);
        int[] widths = new int[header.length];
        for (int i = 0; i < header.length; i++) {
            widths[i] = header[i].length();
            for (String[] row : rows) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        line(header, widths);
        rows.forEach(row -> line(row, widths));
    }

    private void line(String[] cells, int[] widths) {
        var text = new StringBuilder(" ");
        for (int i = 0; i < cells.length; i++) {
            text.append(' ').append(cells[i]);
            text.repeat(' ', widths[i] - cells[i].length() + 1);
        }
        out.println(text.toString().stripTrailing());
    }
}
