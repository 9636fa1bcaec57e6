package io.heddle.planner.internal.rules;

import io.heddle.planner.BondSpec;
import io.heddle.planner.Fact;
import io.heddle.planner.Ha;
import io.heddle.planner.internal.ClusterView;
import io.heddle.planner.internal.NicView;
import io.heddle.planner.internal.Notes;
import io.heddle.planner.internal.Rule;
import io.heddle.planner.internal.Scene;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** No single point of failure: switches, legs, two interfaces or a bond, labels. */
final class HaRules {
    static final List<Rule> ALL = List.of(
            new Rule("S84", HaRules::s84),
            new Rule("S85", HaRules::s85),
            new Rule("S86", HaRules::s86),
            new Rule("S88", HaRules::s88),
            new Rule("S92", HaRules::s92));

    /** One interface is a single point of failure, whatever its switch is called. */
    private static final String ONE_LEG = "one interface on each server";

    private static final String SECOND_LEG =
            "Connect a second interface of each server to another switch.";

    private HaRules() {}

    private static void s84(Scene scene, Notes notes) {
        ClusterView.Seen<String> switches = scene.cluster().switches();
        String want = "several switches";
        String seen = "switch=" + String.join(", ", switches.values());
        if (scene.group().nics().size() < 2) {
            notes.alert(scene.name(), ONE_LEG, want, SECOND_LEG);
        } else if (switches.values().size() > 1) {
            notes.ok(scene.name(), seen, want);
        } else if (switches.missing() > 0 || switches.values().isEmpty()) {
            notes.note(scene.name(), "the switches of the NICs are not stated", want);
        } else {
            notes.alert(scene.name(), seen, want, "Add a second switch.");
        }
    }

    private static void s85(Scene scene, Notes notes) {
        String want = "one leg of each server on each of several switches";
        Set<String> legs = new HashSet<>();
        boolean complete = true;
        for (NicView nic : scene.group().nics()) {
            if (nic.spec().switchName() instanceof Fact.Stated<String>(String name)) {
                legs.add(name);
            } else {
                complete = false;
            }
        }
        if (scene.group().nics().size() < 2) {
            notes.alert(scene.name(), ONE_LEG, want, SECOND_LEG);
        } else if (legs.size() > 1) {
            notes.ok(scene.name(), "legs on " + legs.size() + " switches", want);
        } else if (complete) {
            notes.alert(
                    scene.name(),
                    scene.group().nics().size() + " legs, all on switch "
                            + legs.iterator().next(),
                    want,
                    SECOND_LEG);
        } else {
            notes.note(scene.name(), "the switches of the NICs are not stated", want);
        }
    }

    private static void s86(Scene scene, Notes notes) {
        Ha ha = scene.group().spec().ha();
        if (ha == Ha.NONE) {
            return;
        }
        int interfaces = scene.group().nics().size();
        String evidence = "ha=" + ha.word() + ", " + interfaces + " interfaces";
        String want = "two interfaces on each server, or LACP";
        if (interfaces > 1) {
            notes.ok(scene.name(), evidence, want);
        } else if (ha == Ha.DUAL) {
            notes.refused(scene.name(), evidence, want, "Add a second NIC, or set ha to \"none\".");
        } else {
            notes.alert(scene.name(), evidence, want, "Add the second port of the bond.");
        }
    }

    private static void s88(Scene scene, Notes notes) {
        if (!scene.group().isDual()) {
            return;
        }
        String want = "two interfaces without a bond, both used by the software";
        boolean bonded = false;
        for (NicView nic : scene.group().nics()) {
            BondSpec bond = nic.spec().bond();
            if (bond != null) {
                bonded = true;
                notes.refused(
                        nic.name(),
                        "bond=" + bond.name() + " with ha=dual",
                        want,
                        "Dissolve the bond, or set ha to \"lacp\".");
            }
        }
        if (!bonded) {
            notes.ok(scene.name(), scene.group().nics().size() + " interfaces, no bond", want);
        }
    }

    private static void s92(Scene scene, Notes notes) {
        if (scene.group().nics().size() < 2) {
            return;
        }
        for (NicView nic : scene.group().nics()) {
            String want = "a label that keeps traffic on one switch";
            if (nic.spec().label() instanceof Fact.Stated<String>(String label)) {
                notes.ok(nic.name(), "label=" + label, want);
            } else {
                notes.note(nic.name(), "label is not stated", want);
            }
        }
    }
}
