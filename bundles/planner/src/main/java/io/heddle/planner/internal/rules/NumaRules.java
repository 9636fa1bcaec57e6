package io.heddle.planner.internal.rules;

import io.heddle.planner.Fact;
import io.heddle.planner.internal.NicView;
import io.heddle.planner.internal.Notes;
import io.heddle.planner.internal.Rule;
import io.heddle.planner.internal.Scene;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which NIC is near to which cores. */
final class NumaRules {
    static final List<Rule> ALL = List.of(new Rule("S121", NumaRules::s121));

    private NumaRules() {}

    private static void s121(Scene scene, Notes notes) {
        String want = "each NIC serves the cores of its own node, I/O split over both";
        Set<Integer> nodes = new HashSet<>();
        for (NicView nic : scene.group().nics()) {
            switch (nic.spec().numa()) {
                case Fact.Stated<Integer>(Integer node) -> {
                    nodes.add(node);
                    notes.ok(nic.name(), "numa=" + node, want);
                }
                case Fact.Unstated<Integer> _ -> notes.note(nic.name(), "numa is not stated", want);
                case Fact.Unknown<Integer>(String because) ->
                    notes.alert(
                            nic.name(),
                            "numa is unknown, because " + because,
                            want,
                            "State numa in the inventory.");
            }
        }
        boolean allStated = scene.group().nics().stream()
                .allMatch(nic -> nic.spec().numa() instanceof Fact.Stated<Integer>);
        if (scene.group().isDual() && allStated && nodes.size() == 1) {
            notes.note(scene.name(), "both NICs are on node " + nodes.iterator().next(), want);
        }
    }
}
