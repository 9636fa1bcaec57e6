package io.heddle.planner.internal.live;

import io.heddle.net.DriverRanking.Place;
import io.heddle.net.DriverStatus;
import io.heddle.net.Switchboard;
import io.heddle.net.spi.ProbeResult;
import io.heddle.planner.CandidateVerdict;
import io.heddle.planner.CandidateVerdict.Standing;
import io.heddle.planner.Decision;
import io.heddle.planner.Mode;
import io.heddle.planner.Role;

import java.util.ArrayList;
import java.util.List;

/** The decision of a process: what the ranking said, joined with what the switchboard did. */
record DecisionTable(Switchboard switchboard, Order order, Mode mode) {
    /** Servers are backends; everything else that has a lane is a client. */
    static Role role(String process) {
        return process.startsWith("server ") ? Role.BACKEND : Role.CLIENT;
    }

    Decision decide(String process) {
        Role role = role(process);
        List<Rated> rated = order.byRole().getOrDefault(role, List.of());
        String current = switchboard.current();
        var candidates = new ArrayList<CandidateVerdict>();
        int rank = 0;
        for (Rated one : rated) {
            boolean serves = one.serves();
            rank += serves ? 1 : 0;
            candidates.add(new CandidateVerdict(
                    one.candidate().name(),
                    one.candidate().bundle(),
                    one.candidate().version(),
                    standing(one.candidate().name(), current, serves),
                    serves ? rank : 0,
                    one.rules()));
        }
        for (DriverStatus status : switchboard.drivers()) {
            if (candidates.stream().noneMatch(one -> one.driver().equals(status.name()))) {
                candidates.add(unranked(status, current));
            }
        }
        candidates.removeIf(one -> switchboard.drivers().stream()
                .noneMatch(status -> status.name().equals(one.driver())));
        return new Decision(
                process,
                role,
                mode,
                current,
                reason(rated, current),
                rule(rated, role, current),
                candidates);
    }

    private static Standing standing(String driver, String current, boolean serves) {
        if (driver.equals(current)) {
            return Standing.CHOSEN;
        }
        return serves ? Standing.USABLE : Standing.UNUSABLE;
    }

    /** A driver whose bundle is stopped, or one that came after the ranking was asked. */
    private static CandidateVerdict unranked(DriverStatus status, String current) {
        boolean holds = status.probe() instanceof ProbeResult.Usable;
        return new CandidateVerdict(
                status.name(),
                status.bundle(),
                status.version(),
                standing(status.name(), current, holds),
                0,
                status.probe().reasons().stream()
                        .map(one -> Rated.evidence(one, holds))
                        .toList());
    }

    /** The switchboard's own reason where it has one, such as an operator's choice. */
    private String reason(List<Rated> rated, String current) {
        String said = switchboard.reason();
        boolean byRank = order.places().stream().map(Place::because).anyMatch(said::equals);
        return rated.stream()
                .filter(one -> byRank && one.candidate().name().equals(current))
                .map(one -> Order.because(one, rated))
                .findFirst()
                .orElse(said);
    }

    /** The requirement behind it: which network backends, clients and the mode ask for. */
    private String rule(List<Rated> rated, Role role, String current) {
        if (rated.stream().noneMatch(one -> one.candidate().name().equals(current))) {
            return "";
        }
        if (role == Role.BACKEND) {
            return "S62";
        }
        boolean kernel = order.isKernel(current);
        if (mode == Mode.PERFORMANCE) {
            return kernel ? "S28" : "S74";
        }
        return kernel ? "S81" : "S54";
    }
}
