package io.heddle.runtime;

/** The one exception of this project for expected failures off the data path. */
public final class StorageException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int errno;

    /** @param context one sentence: what is wrong, where, and the remedy */
    public StorageException(int errno, String context) {
        super(context);
        this.errno = errno;
    }

    /** With the failure that led here. */
    public StorageException(int errno, String context, Throwable cause) {
        super(context, cause);
        this.errno = errno;
    }

    /** The positive Linux error number, see {@code io.heddle.foreign.linux.Errno}. */
    public int errno() {
        return errno;
    }
}
