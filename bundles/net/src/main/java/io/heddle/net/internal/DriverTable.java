package io.heddle.net.internal;

import io.heddle.net.DriverRanking;
import io.heddle.net.DriverStatus;
import io.heddle.net.spi.ProbeResult;
import io.heddle.net.spi.Reason;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** The drivers that are there, in order, and those that were. Touched by one thread only. */
final class DriverTable {
    private final Map<Long, DriverEntry> entries = new LinkedHashMap<>();

    /** Rows, not entries: those would keep the class loader of a removed bundle. */
    private final Map<String, DriverStatus> gone = new TreeMap<>();

    private final Notices notices;
    private @Nullable DriverRanking ranking;

    /** The planner's places by name, in their order; empty without a planner. */
    private Map<String, DriverRanking.Place> places = Map.of();

    private List<DriverEntry> usable = List.of();

    DriverTable(Notices notices) {
        this.notices = notices;
    }

    void ranking(@Nullable DriverRanking by) {
        ranking = by;
        sort();
    }

    /** What the planner says of loops; ports that open later heed it. */
    boolean dedicatesProcessors() {
        return ranking != null && ranking.dedicatesProcessors();
    }

    void add(DriverEntry entry) {
        entries.put(entry.id(), entry);
        gone.remove(entry.name());
        sort();
    }

    /** Every driver is asked again. */
    void probeAgain(UnaryOperator<DriverEntry> probe) {
        entries.replaceAll((id, entry) -> probe.apply(entry));
        sort();
    }

    @Nullable
    DriverEntry remove(long id) {
        DriverEntry entry = entries.remove(id);
        if (entry != null && named(entry.name()) == null) {
            gone.put(entry.name(), row(entry, "off", "unusable", stopped(entry)));
        }
        sort();
        return entry;
    }

    @Nullable
    DriverEntry get(long id) {
        return entries.get(id);
    }

    /** The newest entry of a name, or null. */
    @Nullable
    DriverEntry named(String name) {
        DriverEntry found = null;
        for (DriverEntry entry : entries.values()) {
            if (entry.name().equals(name) && (found == null || entry.id() > found.id())) {
                found = entry;
            }
        }
        return found;
    }

    /** The drivers that can serve, best first. */
    List<DriverEntry> usable() {
        return usable;
    }

    /** The newest usable entry of a name, or null. */
    @Nullable
    DriverEntry usable(@Nullable String name) {
        return usable.stream()
                .filter(entry -> entry.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    /** Where a driver stands, 0 the best; behind all others if it cannot serve. */
    int position(long id) {
        for (int index = 0; index < usable.size(); index++) {
            if (usable.get(index).id() == id) {
                return index;
            }
        }
        return usable.size();
    }

    /** The names of the usable drivers that rank above one. */
    Set<String> above(long id) {
        return usable.stream()
                .limit(position(id))
                .map(DriverEntry::name)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Why a driver stands where it does. */
    String because(DriverEntry entry) {
        DriverRanking.Place place = places.get(entry.name());
        return place == null ? "the best of those that are here" : place.because();
    }

    /** Why a driver cannot serve now, as evidence. */
    String against(String name) {
        DriverEntry entry = named(name);
        if (entry == null) {
            return "no active bundle brings " + name;
        }
        return verdict(entry) instanceof ProbeResult.Unusable unusable
                ? unusable.reasons().getFirst().sentence()
                : "its ports cannot be opened";
    }

    /** The probe, overruled by the planner where its rules refuse the driver. */
    ProbeResult verdict(DriverEntry entry) {
        if (ranking == null || !entry.usable()) {
            return entry.probe();
        }
        DriverRanking.Place place = places.get(entry.name());
        if (place == null) {
            return new ProbeResult.Unusable(List.of(new Reason(
                    "planner", "The planner gave it no place.", entry.name(), "none", "a place")));
        }
        return place.against().isEmpty()
                ? entry.probe()
                : new ProbeResult.Unusable(place.against());
    }

    private void sort() {
        places = places();
        var sorted = new ArrayList<>(entries.values());
        sorted.removeIf(entry -> !(verdict(entry) instanceof ProbeResult.Usable));
        Comparator<DriverEntry> standard = Comparator.comparingInt(DriverEntry::serviceRanking)
                .reversed()
                .thenComparing(DriverEntry::id, Comparator.reverseOrder());
        if (ranking == null) {
            sorted.sort(standard);
        } else {
            List<String> order = List.copyOf(places.keySet());
            sorted.sort(Comparator.<DriverEntry>comparingInt(entry -> order.indexOf(entry.name()))
                    .thenComparing(standard));
        }
        usable = List.copyOf(sorted);
    }

    private Map<String, DriverRanking.Place> places() {
        DriverRanking by = ranking;
        if (by == null) {
            return Map.of();
        }
        var newest = new HashMap<String, DriverRanking.Candidate>();
        for (DriverEntry entry : entries.values()) {
            newest.put(entry.name(), candidate(entry));
        }
        var byName = new LinkedHashMap<String, DriverRanking.Place>();
        try {
            for (DriverRanking.Place place : by.rank(List.copyOf(newest.values()))) {
                byName.putIfAbsent(place.driver(), place);
            }
            notices.ranks();
            return byName;
        } catch (RuntimeException | LinkageError broken) {
            ranking = null; // Data must flow: service.ranking decides until it registers again.
            notices.ranksNot(broken);
            return Map.of();
        }
    }

    private static DriverRanking.Candidate candidate(DriverEntry entry) {
        return new DriverRanking.Candidate(
                entry.name(),
                entry.family(),
                entry.bundle(),
                entry.version(),
                entry.serviceRanking(),
                entry.probe());
    }

    /** What operators see, best first, the unusable and the gone last. */
    List<DriverStatus> statuses(@Nullable DriverEntry current) {
        var rows = new ArrayList<DriverStatus>();
        for (DriverEntry entry : usable) {
            boolean chosen = current != null && entry.id() == current.id();
            rows.add(row(
                    entry,
                    chosen ? "in use" : "ready",
                    chosen ? "chosen" : "usable",
                    entry.probe()));
        }
        for (DriverEntry entry : entries.values()) {
            if (!usable.contains(entry)) {
                // What speaks against the driver in use now does not take its ports away.
                boolean chosen = current != null && entry.id() == current.id();
                rows.add(row(
                        entry,
                        chosen ? "in use" : "off",
                        chosen ? "chosen" : "unusable",
                        verdict(entry)));
            }
        }
        rows.addAll(gone.values());
        return List.copyOf(rows);
    }

    private static DriverStatus row(
            DriverEntry entry, String state, String verdict, ProbeResult probe) {
        return new DriverStatus(
                entry.name(), entry.bundle(), entry.version(), state, verdict, probe);
    }

    private static ProbeResult stopped(DriverEntry entry) {
        return new ProbeResult.Unusable(List.of(new Reason(
                "bundle",
                "Its bundle is stopped or uninstalled.",
                entry.bundle(),
                "no service",
                "an active bundle")));
    }
}
