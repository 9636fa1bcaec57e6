package io.heddle.transport.internal;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/** Values by node id: open addressing with linear probing, so that a look-up allocates nothing. */
final class NodeTable<V> {
    private int[] nodes = new int[32];
    private @Nullable Object[] values = new @Nullable Object[32];
    private int count;

    @SuppressWarnings("unchecked")
    @Nullable
    V get(int node) {
        return (V) values[find(node)];
    }

    void put(int node, V value) {
        if (count * 2 >= nodes.length) {
            grow();
        }
        int at = find(node);
        count += values[at] == null ? 1 : 0;
        nodes[at] = node;
        values[at] = value;
    }

    void remove(int node) {
        int mask = nodes.length - 1;
        int at = find(node);
        if (values[at] == null) {
            return;
        }
        values[at] = null;
        count--;
        // What was pushed behind it moves up.
        for (int next = at + 1 & mask; values[next] != null; next = next + 1 & mask) {
            var moved = values[next];
            values[next] = null;
            int to = find(nodes[next]);
            nodes[to] = nodes[next];
            values[to] = moved;
        }
    }

    /** The number of places for {@link #at}. */
    int places() {
        return values.length;
    }

    @SuppressWarnings("unchecked")
    @Nullable
    V at(int place) {
        return (V) values[place];
    }

    private int find(int node) {
        int mask = nodes.length - 1;
        int at = node * 0x9E3779B9 >>> 16 & mask;
        while (values[at] != null && nodes[at] != node) {
            at = at + 1 & mask;
        }
        return at;
    }

    @SuppressWarnings("unchecked")
    private void grow() {
        var oldNodes = nodes;
        var oldValues = values;
        nodes = new int[oldNodes.length * 2];
        values = Arrays.copyOf(new Object[0], oldNodes.length * 2);
        count = 0;
        for (int i = 0; i < oldNodes.length; i++) {
            var value = oldValues[i];
            if (value != null) {
                put(oldNodes[i], (V) value);
            }
        }
    }
}
