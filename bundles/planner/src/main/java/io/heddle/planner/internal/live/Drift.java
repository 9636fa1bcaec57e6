package io.heddle.planner.internal.live;

import io.heddle.hardware.HugePages;
import io.heddle.hardware.Inventory;
import io.heddle.hardware.NetInterface;
import io.heddle.hardware.PciFunction;
import io.heddle.hardware.RdmaDevice;
import io.heddle.hardware.Reading;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What changed between two readings of one machine, as far as a rule or a driver may care: NICs,
 * their interfaces and bonds, huge pages, kernel and OFED. Interfaces without hardware, such as the
 * veths and bridges of containers, come and go without notice.
 */
final class Drift {
    private static final String NONE = "none";

    private final Inventory before;
    private final Inventory after;
    private final List<Change> changes = new ArrayList<>();

    private Drift(Inventory before, Inventory after) {
        this.before = before;
        this.after = after;
    }

    static List<Change> between(Inventory before, Inventory after) {
        var drift = new Drift(before, after);
        drift.functions();
        drift.interfaces();
        drift.rdma();
        drift.hugePages();
        drift.kernel();
        return List.copyOf(drift.changes);
    }

    private void functions() {
        // The count at the physical function tells of virtual ones.
        Map<String, PciFunction> old = byName(physical(before), PciFunction::address);
        Map<String, PciFunction> fresh = byName(physical(after), PciFunction::address);
        compare(old, fresh, "the NIC", PciFunction::path, this::function);
    }

    private static List<PciFunction> physical(Inventory inventory) {
        return inventory.nics().stream().filter(nic -> !nic.isVirtual()).toList();
    }

    private void function(PciFunction old, PciFunction fresh) {
        String at = fresh.path();
        String name = fresh.address();
        note(name, "the id changed", at + "/device", old.id(), fresh.id());
        note(name, "the kernel driver changed", at + "/driver", old.driver(), fresh.driver());
        note(
                name,
                "the number of virtual functions changed",
                at + "/sriov_numvfs",
                vfs(old),
                vfs(fresh));
        note(
                name,
                "the IOMMU group changed",
                at + "/iommu_group",
                old.iommuGroup(),
                fresh.iommuGroup());
    }

    private static Object vfs(PciFunction function) {
        return shown(function.sriov().map(PciFunction.Sriov::enabled));
    }

    private void interfaces() {
        compare(
                byName(hardware(before), NetInterface::name),
                byName(hardware(after), NetInterface::name),
                "the interface",
                NetInterface::path,
                this::link);
    }

    /** Interfaces of NICs, and bonds over such. Those of virtual functions go to containers. */
    private static List<NetInterface> hardware(Inventory inventory) {
        return inventory.interfaces().stream()
                .filter(net -> net.pci() == null
                        ? net.bond() != null && overNics(inventory, net.bond())
                        : isPhysical(inventory.function(net.pci())))
                .toList();
    }

    private static boolean overNics(Inventory inventory, NetInterface.Bond bond) {
        return bond.members().stream()
                .map(inventory::netInterface)
                .anyMatch(member -> member != null && member.pci() != null);
    }

    private static boolean isPhysical(@Nullable PciFunction function) {
        return function == null || !function.isVirtual();
    }

    private void link(NetInterface old, NetInterface fresh) {
        String at = fresh.path();
        String name = fresh.name();
        note(name, "the link changed", at + "/operstate", old.state(), fresh.state());
        note(name, "the carrier changed", at + "/carrier", old.carrier(), fresh.carrier());
        note(name, "the MTU changed", at + "/mtu", old.mtu(), fresh.mtu());
        // A link that is down has no speed: that it is down is told already.
        if (old.speedMbps().orNull() != null && fresh.speedMbps().orNull() != null) {
            note(name, "the speed changed", at + "/speed", old.speedMbps(), fresh.speedMbps());
        }
        note(name, "the master changed", at + "/master", old.master(), fresh.master());
        note(name, "the link layer changed", at + "/type", old.link(), fresh.link());
        NetInterface.Bond was = old.bond();
        NetInterface.Bond is = fresh.bond();
        if (was != null && is != null) {
            note(name, "the bond mode changed", at + "/bonding/mode", was.mode(), is.mode());
            note(name, "the members changed", at + "/bonding/slaves", was.members(), is.members());
        }
    }

    private void rdma() {
        compare(
                byName(before.rdmaDevices(), RdmaDevice::name),
                byName(after.rdmaDevices(), RdmaDevice::name),
                "the RDMA device",
                RdmaDevice::path,
                (old, fresh) -> note(
                        fresh.name(), "the ports changed", fresh.path(), ports(old), ports(fresh)));
    }

    private static String ports(RdmaDevice device) {
        return device.ports().stream()
                .map(port -> shown(port.link()) + " " + shown(port.state()))
                .collect(Collectors.joining(", "));
    }

    /** How many there are; how many are free changes all the time. */
    private void hugePages() {
        compare(
                byName(before.hugePages(), Drift::pool),
                byName(after.hugePages(), Drift::pool),
                "the pool",
                pool -> "/sys/kernel/mm/hugepages",
                (old, fresh) -> note(
                        pool(fresh),
                        "the pages changed",
                        "/sys/kernel/mm/hugepages",
                        old.total(),
                        fresh.total()));
    }

    private static String pool(HugePages pages) {
        String where = pages.numaNode() < 0 ? "" : " of node " + pages.numaNode();
        return "huge pages of " + pages.pageBytes() / 1024 + " kB" + where;
    }

    private void kernel() {
        note(
                "kernel",
                "vfio-pci changed",
                "/sys/module/vfio_pci",
                loaded(before.kernel().vfio()),
                loaded(after.kernel().vfio()));
        note(
                "kernel",
                "the IOMMU groups changed",
                "/sys/kernel/iommu_groups",
                before.kernel().iommuGroups(),
                after.kernel().iommuGroups());
        note(
                "OFED",
                "the installed version changed",
                io.heddle.hardware.Ofed.VERSION_PATH,
                before.ofed().version(),
                after.ofed().version());
        note(
                "OFED",
                "its modules changed",
                io.heddle.hardware.Ofed.LOADED_PATH,
                loaded(before.ofed().loaded()),
                loaded(after.ofed().loaded()));
        note(
                "GPUDirect",
                "nvidia-fs changed",
                "/proc/driver/nvidia-fs/version",
                before.gpuDirect().nvidiaFs(),
                after.gpuDirect().nvidiaFs());
    }

    private static String loaded(boolean is) {
        return is ? "loaded" : "not loaded";
    }

    private static <T> Map<String, T> byName(List<T> all, Function<T, String> name) {
        var map = new LinkedHashMap<String, T>();
        all.forEach(one -> map.put(name.apply(one), one));
        return map;
    }

    private <T> void compare(
            Map<String, T> old,
            Map<String, T> fresh,
            String what,
            Function<T, String> path,
            BiConsumer<T, T> both) {
        old.forEach((name, was) -> {
            T is = fresh.get(name);
            if (is == null) {
                changes.add(Change.left(name, what, path.apply(was)));
            } else {
                both.accept(was, is);
            }
        });
        fresh.forEach((name, is) -> {
            if (!old.containsKey(name)) {
                changes.add(Change.came(name, what, path.apply(is)));
            }
        });
    }

    private void note(
            String subject, String what, String path, @Nullable Object was, @Nullable Object is) {
        String old = shown(was);
        String fresh = shown(is);
        if (!Objects.equals(old, fresh)) {
            changes.add(new Change(subject, what, path, old, fresh));
        }
    }

    private static String shown(@Nullable Object value) {
        return switch (value) {
            case null -> NONE;
            case Reading.Found<?>(NetInterface.BondMode mode) -> mode.name();
            case Reading.Found<?>(Object found) -> found.toString();
            case Reading.Absent<?> absent -> NONE;
            case Reading.Unreadable<?> unreadable -> "unreadable";
            default -> value.toString();
        };
    }
}
