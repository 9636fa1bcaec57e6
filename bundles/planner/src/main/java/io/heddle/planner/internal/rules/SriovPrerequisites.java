package io.heddle.planner.internal.rules;

import io.heddle.planner.Fact;
import io.heddle.planner.SriovSpec;
import io.heddle.planner.internal.DriverKind;
import io.heddle.planner.internal.GroupView;
import io.heddle.planner.internal.NicView;
import io.heddle.planner.internal.Outcome;
import io.heddle.planner.internal.Prerequisite;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** SR-IOV: who needs it, and whether it is enabled in kernel, BIOS and NIC. */
final class SriovPrerequisites {
    private static final String ENABLE =
            "Enable SR-IOV in the BIOS and in the firmware of the NIC, then start the server again.";
    private static final String ENABLED = "SR-IOV enabled in BIOS and NIC";

    static final List<Prerequisite> ALL = List.of(
            Prerequisite.ofNics(
                    "S49", "SR-IOV supported by kernel, BIOS and NIC", SriovPrerequisites::s49),
            Prerequisite.ofNics(
                    "S67",
                    "nothing: a Mellanox NIC needs no SR-IOV",
                    (group, nic) -> group.isBackend() ? notRequired(nic) : null),
            Prerequisite.ofNics(
                    "S69",
                    ENABLED + ", one IP a server",
                    (group, nic) -> group.isBackend() && isSingleIp(nic) ? enabled(nic) : null),
            Prerequisite.ofNics(
                    "S70",
                    ENABLED,
                    (group, nic) -> group.isBackend() && isOther(nic) ? enabled(nic) : null),
            Prerequisite.ofNics(
                    "S76",
                    "nothing: a Mellanox NIC needs no SR-IOV",
                    (group, nic) -> group.isClient() ? notRequired(nic) : null),
            Prerequisite.ofNics(
                    "S78",
                    ENABLED + ", one IP a client",
                    (group, nic) -> group.isClient() && isSingleIp(nic) ? enabled(nic) : null),
            Prerequisite.ofNics(
                    "S79",
                    ENABLED,
                    (group, nic) -> group.isClient() && isOther(nic) ? enabled(nic) : null));

    private SriovPrerequisites() {}

    private static boolean isFreeMellanox(NicView nic) {
        return nic.kind() == DriverKind.MELLANOX && !nic.needsSriov();
    }

    /** An E810 with one IP a server (S69, S78). */
    private static boolean isSingleIp(NicView nic) {
        return nic.kind() == DriverKind.E810 && nic.sharesIp();
    }

    private static boolean isOther(NicView nic) {
        return nic.hasDpdk() && !isFreeMellanox(nic) && !isSingleIp(nic);
    }

    private static @Nullable Outcome notRequired(NicView nic) {
        return isFreeMellanox(nic)
                ? new Outcome.Holds(nic.described() + " works without SR-IOV")
                : null;
    }

    private static @Nullable Outcome s49(GroupView group, NicView nic) {
        if (!nic.hasDpdk() || !nic.needsSriov()) {
            return null;
        }
        return Outcome.of(
                "sriov",
                nic.spec().sriov(),
                sriov -> Outcome.both(
                        flag("sriov.kernel", sriov.kernel(), "Boot a kernel with CONFIG_PCI_IOV."),
                        flags(sriov)));
    }

    private static Outcome enabled(NicView nic) {
        if (!nic.needsSriov()) {
            return new Outcome.Holds(nic.described() + " needs no SR-IOV by the catalogue");
        }
        return Outcome.of("sriov", nic.spec().sriov(), SriovPrerequisites::flags);
    }

    private static Outcome flags(SriovSpec sriov) {
        return Outcome.both(
                flag("sriov.bios", sriov.bios(), ENABLE), flag("sriov.nic", sriov.nic(), ENABLE));
    }

    private static Outcome flag(String key, Fact<Boolean> fact, String remedy) {
        return Outcome.of(
                key,
                fact,
                on -> on
                        ? new Outcome.Holds(key + "=true")
                        : new Outcome.Broken(key + "=false", remedy));
    }
}
