package io.heddle.control.internal.link;

import io.heddle.transport.KeySource;
import io.heddle.transport.PairSecret;

import org.jspecify.annotations.Nullable;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The secrets that this process shares with others, itself included, and which nodes live where. Loops
 * read an immutable map; connections replace it.
 */
public final class PairBook implements KeySource {
    /**
     * @param current the newest secret that a connection stands for, null without one
     * @param earlier the one before: HELLOs that are on their way still use it
     * @param links connections that gave the current secret; a connection to oneself has two ends
     */
    private record Pair(
            @Nullable PairSecret current,
            @Nullable PairSecret earlier,
            Set<Object> links,
            List<NodeRange> nodes) {}

    private final CopyOnWriteArrayList<Runnable> watchers = new CopyOnWriteArrayList<>();
    private volatile Map<String, Pair> pairs = Map.of();

    /**
     * A connection stands.
     *
     * @param process the other end
     * @param secret what TLS exported at both ends
     * @return the process that announced one of these nodes before and still does, or null
     */
    @Nullable
    String agreed(Object link, String process, List<NodeRange> nodes, PairSecret secret) {
        synchronized (this) {
            String other = owner(process, nodes);
            if (other != null) {
                return other;
            }
            Pair old = pairs.get(process);
            var links = new HashSet<Object>();
            PairSecret earlier = null;
            PairSecret before = old == null ? null : old.current;
            if (old != null && before != null && before.equals(secret)) {
                links.addAll(old.links);
                earlier = old.earlier;
            } else if (old != null) {
                earlier = before == null ? old.earlier : before;
            }
            links.add(link);
            replace(process, new Pair(secret, earlier, links, nodes));
        }
        watchers.forEach(Runnable::run);
        return null;
    }

    private @Nullable String owner(String process, List<NodeRange> nodes) {
        for (var entry : pairs.entrySet()) {
            if (entry.getKey().equals(process) || entry.getValue().links.isEmpty()) {
                continue;
            }
            for (NodeRange range : entry.getValue().nodes) {
                if (nodes.stream().anyMatch(range::overlaps)) {
                    return entry.getKey();
                }
            }
        }
        return null;
    }

    /** A connection is gone; sessions that are open keep their own keys, new ones wait. */
    void lost(Object link, String process) {
        synchronized (this) {
            Pair old = pairs.get(process);
            if (old == null || !old.links.contains(link)) {
                return;
            }
            var links = new HashSet<>(old.links);
            links.remove(link);
            replace(
                    process,
                    links.isEmpty()
                            ? new Pair(null, old.current, Set.of(), old.nodes)
                            : new Pair(old.current, old.earlier, links, old.nodes));
        }
        watchers.forEach(Runnable::run);
    }

    private void replace(String process, Pair pair) {
        var changed = new TreeMap<>(pairs);
        changed.put(process, pair);
        pairs = changed;
    }

    @Override
    public boolean seals() {
        return true;
    }

    @Override
    public @Nullable PairSecret secret(int node, int peer) {
        Pair pair = find(peer);
        PairSecret shared = pair == null ? null : pair.current;
        return shared == null ? null : shared.between(node, peer);
    }

    @Override
    public @Nullable PairSecret earlier(int node, int peer) {
        Pair pair = find(peer);
        PairSecret shared = pair == null ? null : pair.earlier;
        return shared == null ? null : shared.between(node, peer);
    }

    private @Nullable Pair find(int node) {
        for (Pair pair : pairs.values()) {
            for (NodeRange range : pair.nodes) {
                if (range.contains(node)) {
                    return pair;
                }
            }
        }
        return null;
    }

    @Override
    public AutoCloseable watch(Runnable onChange) {
        watchers.add(onChange);
        return () -> watchers.remove(onChange);
    }
}
