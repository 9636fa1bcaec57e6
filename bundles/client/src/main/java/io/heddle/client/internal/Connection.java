package io.heddle.client.internal;

import io.heddle.layout.BucketMap;
import io.heddle.transport.RequestWitness;
import io.heddle.transport.Session;

import org.jspecify.annotations.Nullable;

/** What a client needs to send: the newest map and sessions. Absent while a bundle below restarts. */
interface Connection {
    BucketMap map();

    Session session(int peer);

    /** Who is told what leaves and arrives for requests, or nobody. */
    void witness(@Nullable RequestWitness witness);
}
