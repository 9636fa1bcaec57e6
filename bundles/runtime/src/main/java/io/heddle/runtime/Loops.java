package io.heddle.runtime;

/** The service that owns the loops of this process and places roles on them. */
public interface Loops {
    /** The loop of the FRONTEND agents: client and FUSE queues. */
    Loop frontend();

    /** The loop of the COMPUTE and DRIVES agents of a server. */
    Loop server(int serverId);
}
