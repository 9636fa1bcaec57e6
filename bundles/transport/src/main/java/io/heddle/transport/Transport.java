package io.heddle.transport;

import io.heddle.layout.AddressBook;
import io.heddle.runtime.Loop;

/** The service that makes endpoints. It knows no driver: the caller attaches them to the switchboard. */
public interface Transport {
    /**
     * Makes an endpoint; the caller adds it to {@code loop}, on that loop.
     *
     * @param node own id in the address book
     * @param loop gives the environment, watches the descriptors of ports and takes the news of the
     *     address book; a simulator gives one for each node and calls {@code poll}
     * @param book where peers are found and the own addresses are published
     * @param keys whether datagrams are sealed, and under which secrets
     * @param handler gets requests of peers; a client refuses them
     */
    Endpoint endpoint(
            int node, Loop loop, AddressBook book, KeySource keys, RequestHandler handler);
}
