package io.heddle.planner.internal.live;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.hardware.Inventory;
import io.heddle.hardware.NicCatalogue;
import io.heddle.hardware.PciFunction;
import io.heddle.net.DriverRanking.Candidate;
import io.heddle.net.NetCapability;
import io.heddle.net.spi.ProbeResult;
import io.heddle.net.spi.Reason;
import io.heddle.planner.GroupPlan;
import io.heddle.planner.Mode;
import io.heddle.planner.Verdict;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;

/** A plan for a machine that is not refused can be kept: the drivers that it names may serve there. */
class SelectionPropertyTest {
    private static final long SEED = Long.getLong("heddle.seed", System.nanoTime());
    private static final int RUNS = Integer.getInteger("heddle.property.runs", 100);
    private static final List<String> IDS = List.of(
            "15b3:1003",
            "15b3:1013",
            "15b3:1017",
            "15b3:101b",
            "8086:1592",
            "8086:10fb",
            "1d0f:ec20",
            "1af4:1041",
            "dead:beef");

    private final Random random = new Random(SEED);

    @TempDir
    private Path folder;

    @Test
    void shouldServeWhatThePlanNames() {
        int kept = 0;
        for (int i = 0; i < RUNS; i++) {
            Inventory machine = machine(folder.resolve("m" + i));
            Wishes wishes = new Wishes(
                    random.nextBoolean() ? Mode.CPU : Mode.PERFORMANCE,
                    random.nextBoolean(),
                    random.nextBoolean(),
                    10);
            Situation now = Situation.of(machine, NicCatalogue.builtIn(), wishes);
            List<Candidate> candidates = candidates(machine);
            if (now.plan().verdict() != Verdict.REFUSED && isServed(now, candidates)) {
                kept++;
                Order order = Order.of(now, candidates);
                for (GroupPlan group : now.plan().groups()) {
                    assertTrue(
                            order.byRole().get(group.role()).stream()
                                    .anyMatch(one -> one.serves()
                                            && one.candidate().name().equals(group.driver())),
                            () -> "seed " + SEED + ": " + group + "\n" + order + "\n" + machine);
                }
                assertTrue(
                        order.places().stream()
                                .anyMatch(place -> place.against().isEmpty()),
                        () -> "seed " + SEED + ": nobody serves\n" + order + "\n" + machine);
            }
        }
        assertTrue(kept > RUNS / 50, kept + " plans of " + RUNS + " could be kept, seed " + SEED);
    }

    /** A plan may name a driver that no bundle has yet; then there is nothing to select. */
    private static boolean isServed(Situation now, List<Candidate> candidates) {
        return now.plan().groups().stream()
                .allMatch(group ->
                        candidates.stream().anyMatch(one -> one.name().equals(group.driver())));
    }

    private Inventory machine(Path root) {
        SysTree tree = new SysTree(root).file("/proc/sys/kernel/osrelease", "6.1.0");
        tree.plain("lo0");
        for (int i = 0; i < random.nextInt(3); i++) {
            String id = IDS.get(random.nextInt(IDS.size()));
            String address = "0000:3" + i + ":00.0";
            tree.nic(address, id, random.nextBoolean() ? "vfio-pci" : "mlx5_core", "ens" + i);
            if (random.nextBoolean()) {
                tree.file("/sys/bus/pci/devices/" + address + "/sriov_totalvfs", "16")
                        .file("/sys/bus/pci/devices/" + address + "/sriov_numvfs", "16");
            }
        }
        if (random.nextBoolean()) {
            tree.file(
                            "/usr/bin/ofed_info",
                            "if [ \"$1\" == \"-s\" ]; then echo MLNX_OFED_LINUX-5.4-1.0.3.0: ; exit; fi")
                    .file("/sys/module/mlx_compat/version", "5.4-1.0.3");
        }
        return tree.read();
    }

    /** The bundles that are here, each usable where its NIC is. */
    private static List<Candidate> candidates(Inventory machine) {
        var all = new ArrayList<Candidate>();
        all.add(candidate("udp-native", 20, true));
        all.add(candidate("udp-netty", 10, true));
        all.add(candidate("mellanox", 300, has(machine, nic -> nic.vendor() == 0x15b3)));
        all.add(candidate("e810", 290, has(machine, nic -> nic.device() == 0x1592)));
        all.add(candidate("ena", 280, has(machine, nic -> nic.vendor() == 0x1d0f)));
        return all;
    }

    private static boolean has(Inventory machine, Predicate<PciFunction> wanted) {
        return machine.nics().stream().anyMatch(wanted);
    }

    private static Candidate candidate(String name, int ranking, boolean isUsable) {
        ProbeResult probe = isUsable
                ? new ProbeResult.Usable(List.of(new NetCapability.RxInterrupt()), List.of())
                : new ProbeResult.Unusable(
                        List.of(new Reason("S65", "There is none.", "/sys", "no", "a NIC")));
        return new Candidate(
                name, name.startsWith("udp") ? "udp" : name, "bundle." + name, "1", ranking, probe);
    }
}
