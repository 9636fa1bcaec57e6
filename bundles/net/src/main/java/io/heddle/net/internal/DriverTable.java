package io.heddle.net.internal;

import io.heddle.net.DriverRanking;
import io.heddle.net.DriverStatus;
import io.heddle.net.spi.ProbeResult;
import io.heddle.net.spi.Reason;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The drivers that are there, in order, and those that were. Touched by one thread only. */
final class DriverTable {
    private final Map<Long, DriverEntry> entries = new LinkedHashMap<>();

    /** Rows, not entries: those would keep the class loader of a removed bundle. */
    private final Map<String, DriverStatus> gone = new TreeMap<>();

    private volatile @Nullable DriverRanking ranking;

    /** Any thread. */
    void ranking(@Nullable DriverRanking by) {
        ranking = by;
    }

    void add(DriverEntry entry) {
        entries.put(entry.id(), entry);
        gone.remove(entry.name());
    }

    @Nullable
    DriverEntry remove(long id) {
        DriverEntry entry = entries.remove(id);
        if (entry != null && named(entry.name()) == null) {
            gone.put(entry.name(), row(entry, "off", "unusable", stopped(entry)));
        }
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

    List<String> names() {
        return entries.values().stream()
                .map(DriverEntry::name)
                .distinct()
                .sorted()
                .toList();
    }

    /** The drivers that can serve, best first. */
    List<DriverEntry> usable() {
        var usable = new ArrayList<>(entries.values());
        usable.removeIf(entry -> !entry.usable());
        usable.sort(Comparator.comparingInt(DriverEntry::serviceRanking)
                .reversed()
                .thenComparing(DriverEntry::id, Comparator.reverseOrder()));
        DriverRanking by = ranking;
        return by == null ? usable : ranked(usable, by);
    }

    private static List<DriverEntry> ranked(List<DriverEntry> usable, DriverRanking by) {
        var candidates = new ArrayList<DriverRanking.Candidate>();
        for (DriverEntry entry : usable) {
            if (entry.probe() instanceof ProbeResult.Usable probe) {
                candidates.add(
                        new DriverRanking.Candidate(entry.name(), entry.serviceRanking(), probe));
            }
        }
        List<String> order =
                by.rank(candidates).stream().map(DriverRanking.Candidate::name).toList();
        var sorted = new ArrayList<>(usable);
        // What the planner left out must not serve.
        sorted.removeIf(entry -> !order.contains(entry.name()));
        sorted.sort(Comparator.comparingInt(entry -> order.indexOf(entry.name())));
        return sorted;
    }

    /** What operators see, best first, the unusable and the gone last. */
    List<DriverStatus> statuses(@Nullable DriverEntry current) {
        var rows = new ArrayList<DriverStatus>();
        List<DriverEntry> usable = usable();
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
                rows.add(row(entry, "off", "unusable", entry.probe()));
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
