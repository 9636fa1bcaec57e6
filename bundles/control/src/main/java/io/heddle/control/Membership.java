package io.heddle.control;

import java.time.Duration;

/** Who belongs to the cluster, and whether what nodes say to each other is sealed; for operators. */
public interface Membership {
    /**
     * A word with which one further process can join. May block.
     *
     * @param life how long it is good, at most a week
     * @throws io.heddle.runtime.StorageException EPERM, EINVAL, EADDRINUSE, with the remedy
     */
    String token(Duration life);

    /** Whether nodes of this process encrypt and authenticate all datagrams. */
    boolean seals();

    /** Why, as one sentence. */
    String sealing();
}
