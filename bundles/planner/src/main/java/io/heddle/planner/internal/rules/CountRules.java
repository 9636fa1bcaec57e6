package io.heddle.planner.internal.rules;

import io.heddle.planner.IpPlan;
import io.heddle.planner.internal.Counts;
import io.heddle.planner.internal.Notes;
import io.heddle.planner.internal.Rule;
import io.heddle.planner.internal.Scene;

import java.util.List;

/** How many addresses: the rule that counted says so, and the one of the other network is a note. */
final class CountRules {
    /** FRONTEND processes that one client normally has at most (S80). */
    private static final int MOST_FRONTENDS = 2;

    static final List<Rule> ALL = List.of(
            counting("S68", "one address for each backend"),
            counting("S69", "one address for each backend"),
            counting("S71", "one address for each I/O process and each backend"),
            new Rule("S72", CountRules::s72),
            counting("S77", "one address for each client"),
            counting("S78", "one address for each client"),
            new Rule("S80", CountRules::s80),
            counting("S83", "one address for each client"),
            new Rule(Counts.DOUBLE_RULE, CountRules::s91));

    private CountRules() {}

    private static Rule counting(String number, String want) {
        return new Rule(number, (scene, notes) -> count(scene, notes, number, want));
    }

    private static void count(Scene scene, Notes notes, String number, String want) {
        if (scene.ips().rule().equals(number)) {
            notes.ok(scene.name(), scene.ips().formula(), want);
        } else if (scene.group().isClient() && scene.otherIps().rule().equals(number)) {
            notes.note(
                    scene.name(),
                    "the other network would need " + scene.otherIps().formula(),
                    want);
        }
    }

    private static void s72(Scene scene, Notes notes) {
        if (scene.group().isClient()) {
            notes.ok(
                    scene.name(),
                    scene.ips().count() + " addresses beside those of the backends",
                    "the addresses of clients counted apart");
        }
    }

    private static void s80(Scene scene, Notes notes) {
        String want = "one address for each frontend and each client, two frontends at most";
        int frontends = scene.group().spec().frontends();
        IpPlan ips = scene.ips();
        if (ips.rule().equals("S80") && frontends > MOST_FRONTENDS) {
            notes.alert(
                    scene.name(),
                    ips.formula(),
                    want,
                    "Use at most " + MOST_FRONTENDS + " frontends on a client.");
        } else {
            count(scene, notes, "S80", want);
        }
    }

    private static void s91(Scene scene, Notes notes) {
        if (scene.group().isDual()) {
            notes.ok(
                    scene.name(),
                    scene.ips().formula(),
                    "twice the addresses for two interfaces without LACP");
        }
    }
}
