package io.heddle.planner.internal.live;

import io.heddle.net.DriverRanking.Place;
import io.heddle.net.DriverStatus;
import io.heddle.net.Switchboard;
import io.heddle.net.spi.ProbeResult;
import io.heddle.planner.CandidateVerdict;
import io.heddle.planner.CandidateVerdict.Standing;
import io.heddle.planner.Decision;
import io.heddle.planner.Decisions;
import io.heddle.planner.Finding;
import io.heddle.planner.Mode;
import io.heddle.planner.Role;

import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

import java.util.ArrayList;
import java.util.List;

/** The decision table: what the ranking said, joined with what the switchboard made of it. */
@Component(service = Decisions.class, immediate = true)
public final class LiveDecisions implements Decisions {
    private final Switchboard switchboard;
    private final RuledRanking ranking;

    @Activate
    public LiveDecisions(@Reference Switchboard switchboard, @Reference RuledRanking ranking) {
        this.switchboard = switchboard;
        this.ranking = ranking;
        ranking.onChange(switchboard::reconsider);
    }

    @Deactivate
    void stop() {
        ranking.onChange(why -> {});
    }

    @Override
    public List<Decision> decisions() {
        return switchboard.lanes().stream().map(this::decide).toList();
    }

    @Override
    public @Nullable Decision decision(String process) {
        return switchboard.lanes().contains(process) ? decide(process) : null;
    }

    @Override
    public List<Finding> findings() {
        return Situation.of(RuledRanking.read(), ranking.situation().wishes()).findings();
    }

    private Decision decide(String process) {
        Role role = process.startsWith("server ") ? Role.BACKEND : Role.CLIENT;
        Order order = ranking.order();
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
        Mode mode = ranking.situation().wishes().mode();
        return new Decision(
                process,
                role,
                mode,
                current,
                reason(order, rated, current),
                rule(rated, role, mode, current),
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
    private String reason(Order order, List<Rated> rated, String current) {
        String said = switchboard.reason();
        boolean byRank = order.places().stream().map(Place::because).anyMatch(said::equals);
        return rated.stream()
                .filter(one -> byRank && one.candidate().name().equals(current))
                .map(one -> Order.because(one, rated))
                .findFirst()
                .orElse(said);
    }

    private static String rule(List<Rated> rated, Role role, Mode mode, String current) {
        for (Rated one : rated) {
            if (one.candidate().name().equals(current)) {
                if (role == Role.BACKEND) {
                    return "S62";
                }
                boolean kernel = RoleRules.isKernel(one.candidate());
                return mode == Mode.PERFORMANCE ? kernel ? "S28" : "S74" : kernel ? "S81" : "S54";
            }
        }
        return "";
    }
}
