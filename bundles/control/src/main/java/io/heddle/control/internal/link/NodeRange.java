package io.heddle.control.internal.link;

/** Nodes of one process that follow each other. */
public record NodeRange(int first, int count) {
    boolean contains(int node) {
        return node >= first && node - first < count;
    }

    boolean overlaps(NodeRange other) {
        return first < (long) other.first + other.count && other.first < (long) first + count;
    }
}
