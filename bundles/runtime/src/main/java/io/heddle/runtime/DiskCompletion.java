package io.heddle.runtime;

/** Told once for every transfer, on the loop. */
@FunctionalInterface
public interface DiskCompletion {
    /** @param result bytes transferred, 0 for a flush, or -errno */
    void onDisk(long token, int result);
}
