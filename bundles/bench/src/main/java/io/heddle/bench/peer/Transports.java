package io.heddle.bench.peer;

import io.heddle.transport.Transport;

import java.util.ServiceLoader;

/** The one place where peers get their transport, and would get the secrets of pairs of nodes. */
final class Transports {
    private Transports() {}

    /**
     * The transport of this class path.
     *
     * @param arguments of the peer's command line
     */
    static Transport open(Answer arguments) {
        if (arguments.number("seal", 0) != 0) {
            throw new IllegalArgumentException("This transport does not seal.");
        }
        return ServiceLoader.load(Transport.class)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("There is no transport."));
    }
}
