package io.heddle.planner.internal.rules;

import io.heddle.planner.Fact;
import io.heddle.planner.NetChoice;
import io.heddle.planner.SriovSpec;
import io.heddle.planner.Verdict;
import io.heddle.planner.internal.Choice;
import io.heddle.planner.internal.DriverNames;
import io.heddle.planner.internal.NicView;
import io.heddle.planner.internal.Notes;
import io.heddle.planner.internal.Ranges;
import io.heddle.planner.internal.Rule;
import io.heddle.planner.internal.Scene;

import java.util.List;

/** The two networks of a server: management apart from data, and what carries the data. */
final class NetworkRules {
    static final List<Rule> ALL = List.of(
            new Rule("S44", NetworkRules::s44),
            new Rule("S46", NetworkRules::s46),
            new Rule("S50", NetworkRules::s50),
            new Rule("S58", NetworkRules::s58),
            new Rule("S61", NetworkRules::s61),
            new Rule("S62", NetworkRules::s62),
            new Rule("S63", NetworkRules::s63),
            new Rule("S73", NetworkRules::s73),
            new Rule("S74", NetworkRules::s74),
            new Rule("S81", NetworkRules::s81),
            new Rule("S82", NetworkRules::s82));

    private NetworkRules() {}

    private static Verdict ifDpdk(Scene scene, Verdict verdict) {
        return scene.isDpdk() ? verdict : Verdict.NOTE;
    }

    private static void s44(Scene scene, Notes notes) {
        for (NicView nic : scene.group().nics()) {
            if (nic.hasDpdk() && nic.needsSriov()) {
                boolean pf = !nic.isVf();
                notes.add(
                        ifDpdk(scene, Verdict.OK),
                        nic.name(),
                        pf
                                ? "a physical function: it makes and configures its virtual functions"
                                : "a virtual function: its physical function makes and configures it",
                        "one physical function for each device",
                        null);
            }
        }
    }

    /** A virtual function for every process that has an address of its own. */
    private static void s46(Scene scene, Notes notes) {
        for (NicView nic : scene.group().nics()) {
            boolean made = nic.needsSriov() && !nic.isVf();
            if (!nic.hasDpdk() || !made) {
                continue;
            }
            int needed = nic.sharesIp() ? 0 : scene.group().spec().processes();
            String want = needed + " virtual functions, one for each process with its own address";
            Fact<Integer> vfs = nic.spec().sriov() instanceof Fact.Stated<SriovSpec>(var sriov)
                    ? sriov.vfs()
                    : Fact.unstated();
            Integer there = vfs.orNull();
            if (there == null) {
                String why = vfs instanceof Fact.Unknown<Integer>(String because)
                        ? "sriov.vfs is unknown, because " + because
                        : "sriov.vfs is not stated";
                notes.note(nic.name(), why, want);
            } else if (there >= needed) {
                notes.add(ifDpdk(scene, Verdict.OK), nic.name(), "sriov.vfs=" + there, want, null);
            } else {
                notes.add(
                        ifDpdk(scene, Verdict.ALERT),
                        nic.name(),
                        "sriov.vfs=" + there,
                        want,
                        "Make " + needed + " by its physical function: echo " + needed
                                + " > /sys/class/net/" + nic.name() + "/device/sriov_numvfs.");
            }
        }
    }

    private static void s50(Scene scene, Notes notes) {
        String want = "SR-IOV enabled before the installation, because it is off by default";
        for (NicView nic : scene.group().nics()) {
            if (!nic.hasDpdk() || !nic.needsSriov()) {
                continue;
            }
            SriovSpec sriov = nic.spec().sriov().orNull();
            Boolean bios = sriov == null ? null : sriov.bios().orNull();
            Boolean own = sriov == null ? null : sriov.nic().orNull();
            if (Boolean.FALSE.equals(bios) || Boolean.FALSE.equals(own)) {
                notes.add(
                        ifDpdk(scene, Verdict.ALERT),
                        nic.name(),
                        "it is off",
                        want,
                        "Enable it in the BIOS and in the NIC, then install.");
            } else if (bios == null || own == null) {
                notes.note(nic.name(), "it is not known whether it is on", want);
            } else {
                notes.add(ifDpdk(scene, Verdict.OK), nic.name(), "it is on", want, null);
            }
        }
    }

    /** The other half of the rule: UDP serves where SR-IOV is missing, too. */
    private static void s58(Scene scene, Notes notes) {
        for (NicView nic : scene.group().nics()) {
            SriovSpec sriov = nic.spec().sriov().orNull();
            boolean off = nic.hasDpdk()
                    && nic.needsSriov()
                    && sriov != null
                    && !(sriov.kernel().or(true)
                            && sriov.bios().or(true)
                            && sriov.nic().or(true));
            if (off && !scene.isDpdk()) {
                notes.ok(nic.name(), "SR-IOV is off", "UDP where DPDK or SR-IOV is missing");
            }
        }
    }

    private static void s61(Scene scene, Notes notes) {
        String want = "management and data on different physical interfaces";
        switch (scene.group().spec().managementNic()) {
            case Fact.Unstated<String> _ ->
                notes.note(scene.name(), "managementNic is not stated", want);
            case Fact.Unknown<String>(String because) ->
                notes.add(
                        scene.group().refusesUnknown() ? Verdict.REFUSED : Verdict.ALERT,
                        scene.name(),
                        "managementNic is unknown, because " + because,
                        want,
                        "State managementNic in the inventory.");
            case Fact.Stated<String>(String management) -> {
                for (NicView nic : scene.group().nics()) {
                    shared(scene, notes, management, nic, want);
                }
                if (scene.group().nics().isEmpty()) {
                    notes.ok(scene.name(), "managementNic=" + management + ", no data NIC", want);
                }
            }
        }
    }

    private static void shared(
            Scene scene, Notes notes, String management, NicView nic, String want) {
        var bond = nic.spec().bond();
        boolean same = PhysicalNic.isSame(management, nic.name())
                || bond != null && PhysicalNic.isSame(management, bond.name());
        String evidence = "managementNic=" + management;
        if (same) {
            // The kernel shares an interface among its users; DPDK and backends need their own.
            boolean byKernel = !scene.group().isBackend() && !scene.isDpdk();
            notes.add(
                    byKernel || scene.group().tryout() ? Verdict.ALERT : Verdict.REFUSED,
                    nic.name(),
                    evidence + " is the same physical interface",
                    want,
                    "Give management an interface of its own, or set tryout for a try-out.");
        } else {
            notes.ok(nic.name(), evidence, want);
        }
    }

    private static void s62(Scene scene, Notes notes) {
        if (!scene.group().isBackend()) {
            return;
        }
        String want = "DPDK between backends";
        if (scene.isDpdk()) {
            notes.ok(scene.name(), "network DPDK, rxMode=poll", want);
            return;
        }
        boolean tryout = scene.group().tryout();
        notes.add(
                tryout ? Verdict.ALERT : Verdict.REFUSED,
                scene.name(),
                tryout ? "network UDP in a try-out" : "network UDP",
                want,
                "Use NICs that DPDK supports and meet what they need, or set tryout for a try-out.");
    }

    private static void s63(Scene scene, Notes notes) {
        Ranges ranges = scene.ranges();
        String want = ranges.needed() + " addresses in ranges of the data network's own";
        String overlap = ranges.overlap();
        if (!ranges.areGiven()) {
            notes.note("addresses", "no data range is stated", want);
        } else if (overlap != null) {
            notes.refused("addresses", overlap, want, "Give the data network ranges of its own.");
        } else if (!ranges.suffice()) {
            notes.refused(
                    "addresses",
                    "the data ranges have " + ranges.there() + " addresses for hosts",
                    want,
                    "Add a data range, or use larger ones.");
        } else if (!ranges.hasManagement()) {
            notes.note("addresses", "no management range is stated", want);
        } else {
            notes.ok("addresses", ranges.there() + " addresses, no overlap", want);
        }
    }

    private static void s73(Scene scene, Notes notes) {
        if (scene.group().isClient()) {
            notes.ok(
                    scene.name(),
                    "net=" + scene.group().spec().net().word() + ", network "
                            + scene.choice().network(),
                    "DPDK or UDP");
        }
    }

    private static void s74(Scene scene, Notes notes) {
        if (!scene.group().isClient()) {
            return;
        }
        String want = "DPDK where it is supported";
        if (scene.isDpdk()) {
            notes.ok(scene.name(), "network DPDK", want);
        } else if (scene.choice().why() == Choice.Why.ASKED) {
            notes.note(scene.name(), "net=udp is asked for", want);
        } else {
            notes.note(scene.name(), "network UDP, because DPDK cannot be", want);
        }
    }

    private static void s81(Scene scene, Notes notes) {
        if (!scene.group().isClient()) {
            return;
        }
        String want = "UDP for old hardware, or where low latency is not needed";
        if (scene.isDpdk()) {
            notes.note(scene.name(), "network DPDK", want);
        } else {
            boolean asked = scene.group().spec().net() == NetChoice.UDP;
            notes.ok(scene.name(), asked ? "net=udp is asked for" : "DPDK cannot be", want);
        }
    }

    private static void s82(Scene scene, Notes notes) {
        if (!scene.group().isClient()) {
            return;
        }
        String want = "the native driver of the NIC loaded";
        for (NicView nic : scene.group().nics()) {
            switch (nic.spec().kernelDriver()) {
                case Fact.Unstated<String> _ ->
                    notes.note(nic.name(), "kernelDriver is not stated", want);
                case Fact.Unknown<String>(String because) ->
                    notes.add(
                            scene.isDpdk()
                                    ? Verdict.NOTE
                                    : scene.group().refusesUnknown()
                                            ? Verdict.REFUSED
                                            : Verdict.ALERT,
                            nic.name(),
                            "kernelDriver is unknown, because " + because,
                            want,
                            "State kernelDriver in the inventory.");
                case Fact.Stated<String>(String driver) -> nativeDriver(scene, notes, nic, driver);
            }
        }
    }

    private static void nativeDriver(Scene scene, Notes notes, NicView nic, String driver) {
        String want = "the native driver of the NIC loaded";
        String evidence = "kernelDriver=" + DriverPrerequisites.shown(driver);
        if (!driver.isEmpty() && !DriverNames.USER_SPACE.contains(driver)) {
            notes.add(scene.isDpdk() ? Verdict.NOTE : Verdict.OK, nic.name(), evidence, want, null);
        } else {
            notes.add(
                    scene.isDpdk() ? Verdict.NOTE : Verdict.REFUSED,
                    nic.name(),
                    evidence,
                    want,
                    "Bind the NIC to its kernel driver again.");
        }
    }
}
