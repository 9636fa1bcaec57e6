package io.heddle.bench.net;

import java.io.IOException;

/** Two processes that move packets when they are told to, and cost nothing else. */
interface Contestant extends AutoCloseable {
    /** Runs for a while. */
    Flow run(double seconds) throws IOException, InterruptedException;

    @Override
    void close() throws IOException;
}
