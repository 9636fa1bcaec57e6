package io.heddle.planner.internal;

import io.heddle.planner.NetChoice;
import io.heddle.planner.Network;
import io.heddle.planner.RxMode;
import io.heddle.planner.Verdict;

import java.util.List;

/**
 * The network of a group.
 *
 * @param why what led to it
 */
public record Choice(Network network, String driver, RxMode rxMode, Why why) {
    /** What led to a network. */
    public enum Why {
        /** DPDK, and nothing speaks against it. */
        FITS,
        /** What was asked for cannot be: shown is what would be needed. */
        REFUSED,
        /** UDP, because DPDK cannot be. */
        FALLBACK,
        /** UDP, because the description asks for it. */
        ASKED
    }

    public boolean isDpdk() {
        return network == Network.DPDK;
    }

    static Choice of(GroupView group, List<Prerequisite.Result> results) {
        boolean udpAsked = group.spec().net() == NetChoice.UDP;
        if (udpAsked) {
            return udp(Why.ASKED);
        }
        boolean broken = has(results, Outcome.Broken.class);
        boolean mayFallBack =
                group.isBackend() ? group.tryout() : group.spec().net() == NetChoice.AUTO;
        // A try-out must start on any machine: what it cannot read is not used.
        boolean doubtful =
                group.isBackend() && group.tryout() && has(results, Outcome.Unknown.class);
        if (!broken && !doubtful) {
            return dpdk(group, Why.FITS);
        }
        if (mayFallBack) {
            return udp(Why.FALLBACK);
        }
        return group.isBackend() && !group.hasDpdk() ? udp(Why.REFUSED) : dpdk(group, Why.REFUSED);
    }

    private static boolean has(
            List<Prerequisite.Result> results, Class<? extends Outcome> outcome) {
        return results.stream().anyMatch(result -> outcome.isInstance(result.outcome()));
    }

    private static Choice udp(Why why) {
        return new Choice(Network.UDP, DriverKind.UDP, RxMode.KERNEL, why);
    }

    /** The driver that serves the least special of the NICs serves the group. */
    private static Choice dpdk(GroupView group, Why why) {
        DriverKind kind = DriverKind.MELLANOX;
        for (NicView nic : group.nics()) {
            DriverKind own = nic.hasDpdk() ? nic.kind() : DriverKind.GENERIC;
            kind = own.compareTo(kind) > 0 ? own : kind;
        }
        if (group.nics().isEmpty()) {
            kind = DriverKind.GENERIC;
        }
        RxMode rxMode = group.sharesCores() ? RxMode.INTERRUPT : RxMode.POLL;
        return new Choice(Network.DPDK, kind.driver(), rxMode, why);
    }

    /** How a prerequisite's outcome counts under this choice. */
    Verdict verdict(GroupView group, Outcome outcome) {
        if (why == Why.ASKED) {
            return Verdict.NOTE;
        }
        return switch (outcome) {
            case Outcome.Holds _ -> isDpdk() ? Verdict.OK : Verdict.NOTE;
            case Outcome.Unsaid _ -> Verdict.NOTE;
            case Outcome.Unknown _ ->
                group.refusesUnknown() && why != Why.FALLBACK ? Verdict.REFUSED : Verdict.ALERT;
            case Outcome.Broken _ -> why == Why.FALLBACK ? Verdict.ALERT : Verdict.REFUSED;
        };
    }
}
