package io.heddle.transport;

import io.heddle.net.LaneUser;
import io.heddle.runtime.Agent;

import org.jspecify.annotations.Nullable;

/**
 * One end of the wire: a server or a client. Sends requests to peers and answers theirs. An agent of
 * one loop; everything here is called on that loop only.
 */
public interface Endpoint extends Agent {
    /** This node's id in the address book. */
    int node();

    /** A new random number each time the endpoint is made: a restart is a new incarnation. */
    long incarnation();

    /** The session to a peer, opened on first use and re-opened when the peer restarted. */
    Session session(int node);

    /** Who is told what leaves and arrives for requests of this endpoint, or nobody. */
    void witness(@Nullable RequestWitness witness);

    /** What the switchboard talks to. */
    LaneUser laneUser();
}
