package io.heddle.testkit.sim;

/** What a {@link SimNetwork} did to wire datagrams because it was told to. */
public record Injected(
        long lost,
        long duplicated,
        long reordered,
        long corrupted,
        long late,
        long overflowed,
        long swallowed,
        long marked) {
    static final Injected NOTHING = new Injected(0, 0, 0, 0, 0, 0, 0, 0);

    /** All of them. */
    public long total() {
        return lost + duplicated + reordered + corrupted + late + overflowed + swallowed + marked;
    }
}
