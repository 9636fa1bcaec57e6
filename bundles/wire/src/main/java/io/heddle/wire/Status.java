package io.heddle.wire;

/** Statuses of replies beyond Linux error numbers; all negative, below any errno. */
public final class Status {
    /** The request's epoch is not the bucket's, or the server is not its primary: look at the map again. */
    public static final int STALE_EPOCH = -4001;
    /** The bucket does not serve yet (recovery, too few replicas, a prepared name): try again soon. */
    public static final int RETRY = -4002;

    private Status() {}
}
