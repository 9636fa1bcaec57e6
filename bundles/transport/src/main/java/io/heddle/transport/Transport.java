package io.heddle.transport;

import io.heddle.layout.AddressBook;
import io.heddle.runtime.Env;

/** The service that makes endpoints. It knows no driver: the caller attaches them to the switchboard. */
public interface Transport {
    /**
     * Makes an endpoint; the caller adds it to its loop.
     *
     * @param node own id in the address book
     * @param book where peers are found and the own addresses are published
     * @param handler gets requests of peers; a client refuses them
     */
    Endpoint endpoint(int node, Env env, AddressBook book, RequestHandler handler);
}
