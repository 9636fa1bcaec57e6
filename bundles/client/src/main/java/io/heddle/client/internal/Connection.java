package io.heddle.client.internal;

import io.heddle.layout.BucketMap;
import io.heddle.transport.Session;

/** What a client needs to send: the newest map and sessions. Absent while a bundle below restarts. */
interface Connection {
    BucketMap map();

    Session session(int peer);
}
