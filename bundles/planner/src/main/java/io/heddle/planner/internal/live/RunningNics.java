package io.heddle.planner.internal.live;

import io.heddle.net.DataNic;
import io.heddle.planner.Finding;
import io.heddle.planner.Verdict;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What the rules of high availability say of the data NICs that this instance uses. */
final class RunningNics {
    private static final String SUBJECT = "data NICs";

    private RunningNics() {}

    /** S86, and with several NICs S88 and S92, too. */
    static List<Finding> findings(List<DataNic> nics) {
        var findings = new ArrayList<Finding>();
        String names = nics.stream().map(DataNic::name).collect(Collectors.joining(", "));
        findings.add(new Finding(
                "S86",
                nics.size() > 1 ? Verdict.OK : Verdict.NOTE,
                SUBJECT,
                "in use: " + names,
                "two interfaces on each server, or LACP",
                null));
        if (nics.size() > 1) {
            findings.add(used(nics, names));
            nics.forEach(nic -> findings.add(labelled(nic)));
        }
        return findings;
    }

    private static Finding used(List<DataNic> nics, String names) {
        String want = "two interfaces without a bond, both used by the software";
        String down = nics.stream()
                .filter(nic -> nic.link() != DataNic.Link.UP)
                .map(DataNic::name)
                .collect(Collectors.joining(", "));
        return down.isEmpty()
                ? new Finding("S88", Verdict.OK, SUBJECT, names + " are up", want, null)
                : new Finding(
                        "S88",
                        Verdict.ALERT,
                        SUBJECT,
                        down + " of " + names + " has no link",
                        want,
                        "Look at its cable and its switch; it is used again as soon as it is"
                                + " back.");
    }

    private static Finding labelled(DataNic nic) {
        return new Finding(
                "S92",
                nic.label().isEmpty() ? Verdict.NOTE : Verdict.OK,
                nic.name(),
                nic.label().isEmpty() ? "no label" : "label=" + nic.label(),
                "a label that keeps traffic on one switch",
                null);
    }
}
