package io.heddle.planner.internal.live;

import io.heddle.net.DriverRanking.Candidate;
import io.heddle.net.DriverRanking.Place;
import io.heddle.net.spi.ProbeResult;
import io.heddle.planner.Role;
import io.heddle.planner.RuleEvidence;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The drivers in the order of each role, and in the one that serves all roles: processes of an
 * instance share a driver, so what one role refuses serves none, and backends come before clients.
 *
 * @param byRole for each role the drivers, best first
 * @param places for all roles together, best first
 */
record Order(Map<Role, List<Rated>> byRole, List<Place> places) {
    /** Before any driver came. */
    static final Order NOTHING = new Order(Map.of(), List.of());

    static Order of(Situation situation, List<Candidate> candidates) {
        var byRole = new EnumMap<Role, List<Rated>>(Role.class);
        for (Role role : Role.values()) {
            byRole.put(role, rate(situation, role, candidates));
        }
        return new Order(byRole, places(candidates, byRole));
    }

    private static List<Rated> rate(Situation situation, Role role, List<Candidate> candidates) {
        var rules = new RoleRules(situation.wishes());
        NicEvidence nics = situation.nics();
        Set<String> drivers = candidates.stream().map(Candidate::name).collect(Collectors.toSet());
        var rated = new ArrayList<Rated>();
        for (Candidate candidate : candidates) {
            var evidence = new ArrayList<RuleEvidence>();
            boolean holds = candidate.probe() instanceof ProbeResult.Usable;
            candidate.probe().reasons().forEach(one -> evidence.add(Rated.evidence(one, holds)));
            evidence.add(rules.evidence(role, candidate));
            evidence.addAll(nics.of(role, candidate, drivers));
            rated.add(new Rated(candidate, rules.weight(role, candidate), evidence));
        }
        rated.sort(Comparator.comparing(Rated::serves)
                .reversed()
                .thenComparingInt(Rated::weight)
                .thenComparing(one -> -one.candidate().serviceRanking())
                .thenComparing(one -> one.candidate().name()));
        return List.copyOf(rated);
    }

    private static List<Place> places(List<Candidate> candidates, Map<Role, List<Rated>> byRole) {
        var against = new LinkedHashMap<String, List<RuleEvidence>>();
        candidates.forEach(one -> against.put(one.name(), new ArrayList<>()));
        byRole.values()
                .forEach(rated -> rated.stream()
                        .filter(one -> one.candidate().probe() instanceof ProbeResult.Usable)
                        .forEach(one -> against.computeIfAbsent(
                                        one.candidate().name(), name -> new ArrayList<>())
                                .addAll(one.refusals())));
        List<Rated> backends = byRole.getOrDefault(Role.BACKEND, List.of());
        List<Rated> clients = byRole.getOrDefault(Role.CLIENT, List.of());
        var order = new ArrayList<>(backends);
        order.sort(Comparator.<Rated, Boolean>comparing(
                        one -> !one.serves() || !serves(clients, one.candidate()))
                .thenComparing(Rated::weight)
                .thenComparing(one -> weight(clients, one.candidate()))
                .thenComparing(one -> -one.candidate().serviceRanking()));
        var places = new ArrayList<Place>();
        for (Rated one : order) {
            String name = one.candidate().name();
            List<RuleEvidence> rules = against.getOrDefault(name, List.of());
            places.add(new Place(
                    name,
                    because(one, backends),
                    rules.stream().map(Rated::reason).distinct().toList()));
        }
        return List.copyOf(places);
    }

    /** Whether the kernel carries the data of a driver; true, too, if it is not here any more. */
    boolean isKernel(String driver) {
        return byRole.values().stream()
                .flatMap(List::stream)
                .map(Rated::candidate)
                .filter(candidate -> candidate.name().equals(driver))
                .allMatch(RoleRules::isKernel);
    }

    /** One line: why this driver, with the rules that keep those away that would be preferred. */
    static String because(Rated one, List<Rated> all) {
        if (RoleRules.isLab(one.candidate())) {
            return "its ports are virtual: it serves where an operator swaps to it";
        }
        String kind = RoleRules.isKernel(one.candidate()) ? "UDP" : "user space";
        String others = all.stream()
                .filter(other -> !other.serves() && !RoleRules.isLab(other.candidate()))
                .filter(other -> RoleRules.isKernel(one.candidate())
                        != RoleRules.isKernel(other.candidate()))
                .map(other -> other.candidate().name() + " (" + other.worstRule() + ")")
                .collect(Collectors.joining(", "));
        String first = "it is the first of the " + kind + " drivers";
        return others.isEmpty() ? first : first + "; " + others + " cannot serve here";
    }

    private static boolean serves(List<Rated> rated, Candidate candidate) {
        return rated.stream()
                .anyMatch(one -> one.candidate().name().equals(candidate.name()) && one.serves());
    }

    private static int weight(List<Rated> rated, Candidate candidate) {
        return rated.stream()
                .filter(one -> one.candidate().name().equals(candidate.name()))
                .mapToInt(Rated::weight)
                .findFirst()
                .orElse(Integer.MAX_VALUE);
    }
}
