package io.heddle.layout;

/** Which servers hold each bucket; immutable. {@code version} grows with every change. */
public record BucketMap(long version, Replicas[] buckets) {
    public int bucketCount() {
        return buckets.length;
    }

    public Replicas of(int bucket) {
        return buckets[bucket];
    }

    /** The bucket of a new directory: a hash of its parent and a unique number, so that trees spread. */
    public int spread(long parent, long unique) {
        long mixed = (parent ^ unique * 0x9E37_79B9_7F4A_7C15L) * 0xBF58_476D_1CE4_E5B9L;
        return (int) Long.remainderUnsigned(mixed ^ mixed >>> 31, buckets.length);
    }
}
