package io.heddle.bench.peer;

import io.heddle.transport.KeySource;
import io.heddle.transport.PairSecret;
import io.heddle.transport.Transport;

import org.jspecify.annotations.Nullable;

import java.util.ServiceLoader;

/** The one place where peers get their transport and the secrets of pairs of nodes. */
final class Transports {
    private Transports() {}

    /** The transport of this class path. */
    static Transport open() {
        return ServiceLoader.load(Transport.class)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("There is no transport."));
    }

    /**
     * What seals the datagrams of a peer.
     *
     * @param arguments of the peer's command line: {@code seal=1} seals
     */
    static KeySource keys(Answer arguments) {
        return arguments.number("seal", 0) == 0 ? KeySource.OPEN : new KnownKeys();
    }

    /** One secret for all pairs, known to both peers of a measurement: it costs what a real one does. */
    private record KnownKeys() implements KeySource {
        private static final PairSecret SECRET = new PairSecret(new byte[PairSecret.BYTES]);

        @Override
        public boolean seals() {
            return true;
        }

        @Override
        public PairSecret secret(int node, int peer) {
            return SECRET;
        }

        @Override
        public @Nullable PairSecret earlier(int node, int peer) {
            return null;
        }

        @Override
        public AutoCloseable watch(Runnable onChange) {
            return () -> {};
        }
    }
}
