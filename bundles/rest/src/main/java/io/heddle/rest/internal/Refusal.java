package io.heddle.rest.internal;

import io.heddle.foreign.linux.Errno;
import io.heddle.runtime.StorageException;

/** An answer that is not success: an HTTP status and one sentence. */
record Refusal(int httpStatus, String error) {
    /** The HTTP status that says what a {@link StorageException} says. */
    static Refusal of(StorageException e) {
        int status = switch (e.errno()) {
            case Errno.EINVAL -> 400;
            case Errno.ENOENT -> 404;
            case Errno.EEXIST, Errno.EBUSY, Errno.ENOTEMPTY -> 409;
            case Errno.EPERM, Errno.EACCES -> 403;
            case Errno.ENODEV, Errno.EAGAIN, Errno.ETIMEDOUT -> 503;
            default -> 500;
        };
        return new Refusal(status, String.valueOf(e.getMessage()));
    }
}
