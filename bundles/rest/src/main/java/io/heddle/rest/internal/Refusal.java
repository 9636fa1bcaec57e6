package io.heddle.rest.internal;

import io.heddle.foreign.linux.Errno;
import io.heddle.runtime.StorageException;

/**
 * An answer that is not success.
 *
 * @param httpStatus the status of the answer
 * @param exit what the command exits with: 1 failed, 2 wrong input, 4 refused for safety
 * @param error one sentence: what is wrong, where, and the remedy
 */
record Refusal(int httpStatus, int exit, String error) {
    /** A request that asks for something that is not there or makes no sense. */
    static Refusal wrongUse(int httpStatus, String error) {
        return new Refusal(httpStatus, 2, error);
    }

    /** The status and exit code that say what a {@link StorageException} says. */
    static Refusal of(StorageException e) {
        String error = String.valueOf(e.getMessage());
        return switch (e.errno()) {
            case Errno.EINVAL -> wrongUse(400, error);
            case Errno.ENOENT -> wrongUse(404, error);
            case Errno.EEXIST, Errno.ENOTEMPTY -> wrongUse(409, error);
            case Errno.EBUSY -> new Refusal(409, 4, error);
            case Errno.EPERM, Errno.EACCES -> new Refusal(403, 4, error);
            case Errno.ENODEV, Errno.EAGAIN, Errno.ETIMEDOUT -> new Refusal(503, 1, error);
            default -> new Refusal(500, 1, error);
        };
    }
}
