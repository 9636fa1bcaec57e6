package io.heddle.planner.internal.live;

import io.heddle.hardware.Inventory;
import io.heddle.planner.Finding;
import io.heddle.planner.Mode;
import io.heddle.planner.Verdict;
import io.heddle.runtime.Events;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What the rules of networks say of this instance as it runs, not of what it could be: S61 by the
 * addresses that it listens on, S62 and S28 by the driver in use, S86 to S92 by its data NICs. On a
 * try-out in CPU mode that is advice; else it is an alert.
 */
final class NetworkAdvice {
    private static final String UDP_BACKEND = "udp-backend";
    private static final String UDP_CLIENT = "udp-client";
    private static final String SHARED = "shared-interface";
    private static final String SUBJECT = "network";

    private NetworkAdvice() {}

    /**
     * S28, S61, S62 and those of {@link RunningNics}; empty while no driver is in use.
     *
     * @param kernel whether the kernel carries the data of that driver
     */
    static List<Finding> findings(
            Inventory inventory,
            Wishes wishes,
            LocalNetworks networks,
            String driver,
            boolean kernel) {
        var findings = new ArrayList<Finding>();
        if (driver.equals("none")) {
            return findings;
        }
        Verdict bad = wishes.tryout() ? Verdict.ALERT : Verdict.REFUSED;
        findings.add(new Finding(
                "S62",
                kernel ? bad : Verdict.OK,
                "backends",
                "driver " + driver,
                "DPDK between backends",
                kernel
                        ? "Fit NICs that DPDK supports (`heddle net plan --detect` says what is"
                                + " missing); a try-out may stay as it is."
                        : null));
        if (wishes.mode() == Mode.PERFORMANCE) {
            findings.add(new Finding(
                    "S28",
                    kernel ? Verdict.ALERT : Verdict.OK,
                    "clients",
                    "driver " + driver,
                    "DPDK in performance mode",
                    kernel
                            ? "Meet what `heddle net explain client` names, or set mode=cpu in "
                                    + PlannerConfig.PID + "."
                            : null));
        }
        findings.add(shared(inventory, networks, bad));
        findings.addAll(RunningNics.findings(networks.nics()));
        return findings;
    }

    private static Finding shared(Inventory inventory, LocalNetworks networks, Verdict bad) {
        String want = "management and data on different physical interfaces";
        InetAddress management = networks.management();
        if (management == null) {
            return new Finding(
                    "S61",
                    Verdict.NOTE,
                    SUBJECT,
                    LocalNetworks.MANAGEMENT + " is no literal address",
                    want,
                    null);
        }
        String one = null;
        for (InetAddress data : networks.data()) {
            String behind = new SharedInterface(inventory).behind(management, data);
            one = one == null ? behind : one;
        }
        String seen = "management on " + management.getHostAddress() + ", data on "
                + networks.data().stream()
                        .map(InetAddress::getHostAddress)
                        .collect(Collectors.joining(", "));
        return one == null
                ? new Finding("S61", Verdict.OK, SUBJECT, seen, want, null)
                : new Finding(
                        "S61",
                        bad,
                        SUBJECT,
                        seen + ": both are " + one,
                        want,
                        "Add another interface with `heddle cluster container net add` and remove"
                                + " this one; a try-out may stay as it is.");
    }

    /** Raises and clears what the findings say. */
    static void tell(List<Finding> findings, Wishes wishes, Events events) {
        if (findings.isEmpty()) {
            return; // Between two drivers nothing is known.
        }
        tell(
                find(findings, "S62"),
                wishes,
                events,
                UDP_BACKEND,
                "Backends use UDP, which is for try-outs (S62).");
        tell(
                find(findings, "S28"),
                wishes,
                events,
                UDP_CLIENT,
                "Clients use UDP although performance mode is asked for (S28).");
        tell(
                find(findings, "S61"),
                wishes,
                events,
                SHARED,
                "Management and data share an interface (S61).");
    }

    static void forget(Events events) {
        List.of(UDP_BACKEND, UDP_CLIENT, SHARED).forEach(kind -> events.clear(kind, SUBJECT));
    }

    private static @Nullable Finding find(List<Finding> findings, String rule) {
        return findings.stream()
                .filter(finding -> finding.rule().equals(rule))
                .findFirst()
                .orElse(null);
    }

    private static void tell(
            @Nullable Finding finding, Wishes wishes, Events events, String kind, String text) {
        if (finding == null || finding.verdict().compareTo(Verdict.ALERT) < 0) {
            events.clear(kind, SUBJECT);
            return;
        }
        boolean advice = wishes.tryout() && (wishes.mode() == Mode.CPU || kind.equals(SHARED));
        events.raise(
                advice ? Events.Severity.ADVICE : Events.Severity.ALERT,
                kind,
                SUBJECT,
                text,
                finding.evidence(),
                String.valueOf(finding.remedy()));
    }
}
