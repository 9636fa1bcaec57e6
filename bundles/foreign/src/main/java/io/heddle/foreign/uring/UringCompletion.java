package io.heddle.foreign.uring;

/** Told of every completion that {@link IoUring#reap} finds. */
@FunctionalInterface
public interface UringCompletion {
    /**
     * @param userData what the submission carried
     * @param result >= 0 or -errno
     */
    void onCompletion(long userData, int result);
}
