package io.heddle.planner.internal.rules;

import io.heddle.hardware.NicFact;
import io.heddle.planner.internal.DriverKind;
import io.heddle.planner.internal.GroupView;
import io.heddle.planner.internal.NicView;
import io.heddle.planner.internal.Outcome;
import io.heddle.planner.internal.Prerequisite;
import io.heddle.planner.internal.Prerequisite.Judged;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** What DPDK needs on cores that it shares: a stateless client and receive interrupts. */
final class CpuModePrerequisites {
    static final List<Prerequisite> ALL = List.of(
            new Prerequisite("S52", "a stateless client", group -> s52(group)),
            Prerequisite.ofNics(
                    "S55",
                    "a driver with receive interrupts",
                    (group, nic) -> nic.kind() == DriverKind.ENA ? null : interrupts(group, nic)),
            Prerequisite.ofNics(
                    "S56",
                    "UDP mode on AWS ENA",
                    (group, nic) -> nic.kind() == DriverKind.ENA ? interrupts(group, nic) : null));

    private CpuModePrerequisites() {}

    private static List<Judged> s52(GroupView group) {
        if (!group.sharesCores()) {
            return List.of();
        }
        Outcome outcome = group.spec().stateless()
                ? new Outcome.Holds("stateless=true")
                : new Outcome.Broken(
                        "stateless=false",
                        "Use a stateless client, net \"udp\" or performance mode.");
        return List.of(new Judged(group.spec().name(), outcome));
    }

    private static @Nullable Outcome interrupts(GroupView group, NicView nic) {
        if (!group.sharesCores() || !nic.hasDpdk()) {
            return null;
        }
        String source = nic.described() + " by " + nic.source(NicFact.RX_INTERRUPT);
        return nic.hasRxInterrupts()
                ? new Outcome.Holds("receive interrupts: " + source)
                : new Outcome.Broken(
                        "no receive interrupts: " + source,
                        "Use UDP mode, or another NIC, or performance mode.");
    }
}
