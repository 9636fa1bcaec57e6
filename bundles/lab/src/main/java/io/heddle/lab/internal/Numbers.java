package io.heddle.lab.internal;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/**
 * Devices of one kind by their numbers: free ones, of which that is taken first which was given back
 * longest ago, so that late frames meet nobody, and taken ones with who took them. Safe for all
 * threads, as lanes may be on several loops.
 */
final class Numbers {
    /** Who has a device, for what. */
    record Holder(int number, String lane) {}

    private final ArrayDeque<Integer> free = new ArrayDeque<>();
    private final TreeMap<Integer, Holder> taken = new TreeMap<>();

    synchronized void add(int number) {
        free.addLast(number);
    }

    /** Takes a free one, or null. */
    synchronized @Nullable Holder take(String lane) {
        Integer number = free.pollFirst();
        if (number == null) {
            return null;
        }
        var holder = new Holder(number, lane);
        taken.put(number, holder);
        return holder;
    }

    synchronized void give(Holder holder) {
        if (taken.remove(holder.number(), holder)) {
            free.addLast(holder.number());
        }
    }

    /** Forgets one that is no more. */
    synchronized void lose(int number) {
        free.remove(number);
        taken.remove(number);
    }

    synchronized boolean isTaken(int number) {
        return taken.containsKey(number);
    }

    synchronized int free() {
        return free.size();
    }

    synchronized List<Holder> holders() {
        return List.copyOf(taken.values());
    }

    /** All numbers, in their order. */
    synchronized Collection<Integer> all() {
        var all = new ArrayList<>(free);
        all.addAll(taken.keySet());
        all.sort(Comparator.naturalOrder());
        return all;
    }
}
