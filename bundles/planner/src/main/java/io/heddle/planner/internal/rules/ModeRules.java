package io.heddle.planner.internal.rules;

import io.heddle.planner.Fabric;
import io.heddle.planner.Link;
import io.heddle.planner.Mode;
import io.heddle.planner.RxMode;
import io.heddle.planner.internal.Choice;
import io.heddle.planner.internal.ClusterView;
import io.heddle.planner.internal.GroupView;
import io.heddle.planner.internal.NicView;
import io.heddle.planner.internal.Notes;
import io.heddle.planner.internal.Rule;
import io.heddle.planner.internal.Scene;

import java.util.List;

/** Fabric and mode: what is there decides, and what the mode makes of it. */
final class ModeRules {
    static final List<Rule> ALL = List.of(
            new Rule("S25", ModeRules::s25),
            new Rule("S26", ModeRules::s26),
            new Rule("S28", ModeRules::s28),
            new Rule("S29", ModeRules::s29),
            new Rule("S35", ModeRules::s35),
            new Rule("S53", ModeRules::s53),
            new Rule("S54", ModeRules::s54));

    private ModeRules() {}

    private static void s25(Scene scene, Notes notes) {
        String want = "the fabric that is present";
        if (scene.group().nics().isEmpty()) {
            notes.note(scene.name(), "no data NIC", want);
        }
        for (NicView nic : scene.group().nics()) {
            notes.ok(nic.name(), "link=" + nic.spec().link().word(), want);
        }
    }

    private static void s26(Scene scene, Notes notes) {
        if (scene.cluster().fabric() != Fabric.MIXED || scene.group().isBackend()) {
            return;
        }
        String want = "backends on the fabric of every client";
        for (NicView nic : scene.group().nics()) {
            Link link = nic.spec().link();
            boolean reached =
                    scene.cluster().backends().stream().allMatch(group -> has(group, link));
            if (reached) {
                notes.ok(nic.name(), "all backends have " + link.word(), want);
            } else {
                notes.alert(
                        nic.name(),
                        "not all backends have " + link.word(),
                        want,
                        "Give every backend a NIC on " + link.word() + ".");
            }
        }
    }

    private static boolean has(GroupView group, Link link) {
        return group.nics().stream().anyMatch(nic -> nic.spec().link() == link);
    }

    private static void s28(Scene scene, Notes notes) {
        if (scene.group().mode() != Mode.PERFORMANCE) {
            return;
        }
        String want = "dedicated cores and DPDK";
        String evidence = "network " + scene.choice().network();
        if (scene.isDpdk()) {
            notes.ok(scene.name(), evidence + ", one core for each process", want);
        } else if (scene.choice().why() == Choice.Why.FALLBACK) {
            notes.alert(
                    scene.name(),
                    evidence + " in performance mode",
                    want,
                    "Meet what DPDK needs, or ask for net \"udp\".");
        } else {
            notes.note(scene.name(), evidence, want);
        }
    }

    private static void s29(Scene scene, Notes notes) {
        if (scene.group().mode() == Mode.CPU && scene.group().isClient()) {
            notes.ok(
                    scene.name(),
                    "network " + scene.choice().network() + ", cores shared",
                    "DPDK where the driver supports it, else UDP");
        }
    }

    /** The path may be routed, but one MTU holds for all of it. */
    private static void s35(Scene scene, Notes notes) {
        ClusterView.Seen<Integer> mtus = scene.cluster().mtus();
        String want = "one MTU over all data NICs, on a network that carries UDP";
        String seen = "mtu="
                + mtus.values().stream()
                        .map(String::valueOf)
                        .reduce((a, b) -> a + ", " + b)
                        .orElse("not stated");
        if (mtus.values().size() > 1) {
            notes.alert(
                    scene.name(), seen, want, "Set the same MTU on all data NICs and switches.");
        } else if (mtus.missing() > 0 || mtus.values().isEmpty()) {
            notes.note(scene.name(), seen + ", and not stated by all NICs", want);
        } else {
            notes.ok(scene.name(), seen, want);
        }
    }

    private static void s53(Scene scene, Notes notes) {
        if (!scene.group().sharesCores()) {
            return;
        }
        String want = "DPDK without dedicated cores, where it is available";
        if (scene.isDpdk()) {
            notes.ok(scene.name(), "it is available and chosen", want);
        } else {
            notes.note(scene.name(), "network UDP", want);
        }
    }

    private static void s54(Scene scene, Notes notes) {
        if (!scene.group().sharesCores()) {
            return;
        }
        String want = "receive interrupts instead of polling";
        String evidence = "rxMode=" + scene.choice().rxMode().word();
        if (scene.choice().rxMode() == RxMode.INTERRUPT) {
            notes.ok(scene.name(), evidence, want);
        } else {
            notes.note(scene.name(), evidence, want);
        }
    }
}
