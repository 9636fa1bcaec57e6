package io.heddle.planner.internal.rules;

import io.heddle.planner.Fact;
import io.heddle.planner.OfedSpec;
import io.heddle.planner.internal.DriverKind;
import io.heddle.planner.internal.DriverNames;
import io.heddle.planner.internal.GroupView;
import io.heddle.planner.internal.NicView;
import io.heddle.planner.internal.Outcome;
import io.heddle.planner.internal.Prerequisite;
import io.heddle.planner.internal.Prerequisite.Judged;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Whether there is a DPDK driver for a NIC, and what it rests on. */
final class DriverPrerequisites {
    private static final String INSTALL_OFED =
            "Install Mellanox OFED 4.6-1.0.1.1 or newer and load it (/etc/init.d/openibd restart).";
    private static final String MLX5 = "mlx5_core";

    /** The Linux drivers of Intel's NICs, which DPDK's own follow. */
    private static final Set<String> INTEL_DRIVERS = Set.of(
            "e1000", "e1000e", "igb", "igbvf", "igc", "ixgbe", "ixgbevf", "i40e", "i40evf", "iavf",
            "ice", "fm10k", "idpf");

    static final List<Prerequisite> ALL = List.of(
            Prerequisite.ofNics(
                    "S42", "the DPDK of Mellanox OFED, over mlx5_core", (_, nic) -> s42(nic)),
            Prerequisite.ofNics("S43", "the Intel driver of the card", (_, nic) -> s43(nic)),
            new Prerequisite(
                    "S58", "a NIC that DPDK serves; UDP serves the rest", group -> s58(group)),
            Prerequisite.ofNics("S65", "ConnectX-4 or newer", (_, nic) -> s65(nic)),
            Prerequisite.ofNics(
                    "S66",
                    "Mellanox OFED installed and loaded",
                    (group, nic) -> group.isBackend() ? ofed(nic) : null),
            Prerequisite.ofNics(
                    "S75",
                    "Mellanox OFED installed and loaded",
                    (group, nic) -> group.isClient() ? ofed(nic) : null));

    private DriverPrerequisites() {}

    private static @Nullable Outcome s42(NicView nic) {
        if (nic.kind() != DriverKind.MELLANOX) {
            return null;
        }
        Outcome there = Outcome.of("ofed", nic.spec().ofed(), ofed -> switch (ofed) {
            case OfedSpec.Absent _ -> new Outcome.Broken("ofed=null", INSTALL_OFED);
            case OfedSpec.Installed installed ->
                new Outcome.Holds(
                        "ofed " + installed.version().or("of a version that is not stated"));
        });
        if (!(nic.spec().kernelDriver() instanceof Fact.Stated<String>(String driver))) {
            return there;
        }
        // The mlx5 driver of DPDK works beside the kernel's, not instead of it.
        Outcome bound = driver.equals(MLX5)
                ? new Outcome.Holds("kernelDriver=" + driver)
                : new Outcome.Broken(
                        "kernelDriver=" + shown(driver), "Bind the NIC to " + MLX5 + " again.");
        return Outcome.both(there, bound);
    }

    private static @Nullable Outcome s43(NicView nic) {
        if (!nic.isOfIntel() || !nic.hasDpdk()) {
            return null;
        }
        return Outcome.of("kernelDriver", nic.spec().kernelDriver(), driver -> {
            boolean free = driver.isEmpty() || DriverNames.USER_SPACE.contains(driver);
            return free || INTEL_DRIVERS.contains(driver)
                    ? new Outcome.Holds("kernelDriver=" + shown(driver))
                    : new Outcome.Broken(
                            "kernelDriver=" + driver,
                            "Load the Intel driver of the card and bind the NIC to it.");
        });
    }

    private static List<Judged> s58(GroupView group) {
        if (group.nics().isEmpty()) {
            return List.of(new Judged(
                    group.spec().name(),
                    new Outcome.Broken("no data NIC", "Add a NIC that DPDK supports.")));
        }
        List<Judged> judged = new ArrayList<>();
        for (NicView nic : group.nics()) {
            if (!nic.hasDpdk()) {
                String remedy = nic.model() == null
                        ? "Use a NIC of the catalogue, or add its row to the operator's catalogue."
                        : "Use a NIC that DPDK supports, such as a ConnectX-5.";
                judged.add(new Judged(
                        nic.name(),
                        new Outcome.Broken(nic.described() + " has no DPDK driver", remedy)));
            }
        }
        return judged;
    }

    private static @Nullable Outcome s65(NicView nic) {
        if (!nic.isOfMellanox()) {
            return null;
        }
        return nic.kind() == DriverKind.MELLANOX
                ? new Outcome.Holds(nic.described())
                : new Outcome.Broken(
                        nic.described(), "Use a ConnectX-4 or newer, or UDP mode for a client.");
    }

    private static @Nullable Outcome ofed(NicView nic) {
        if (nic.kind() != DriverKind.MELLANOX) {
            return null;
        }
        return Outcome.of("ofed", nic.spec().ofed(), ofed -> switch (ofed) {
            case OfedSpec.Absent _ -> new Outcome.Broken("ofed=null", INSTALL_OFED);
            case OfedSpec.Installed installed ->
                Outcome.of(
                        "ofed.loaded",
                        installed.loaded(),
                        on -> on
                                ? new Outcome.Holds("ofed.loaded=true")
                                : new Outcome.Broken("ofed.loaded=false", INSTALL_OFED));
        });
    }

    /** A driver as evidence shows it: none is bound where the name is empty. */
    static String shown(String driver) {
        return driver.isEmpty() ? "none" : driver;
    }
}
