package io.heddle.bench.transport;

import io.heddle.bench.peer.Answer;
import io.heddle.bench.peer.PeerProcess;

import java.io.IOException;
import java.time.Duration;

/**
 * What a peer used up since its start, or, as a difference, in a run.
 *
 * @param allocatedBytes on the heap, by its loop
 * @param datagrams that it sent
 */
record Usage(long cpuNs, long allocatedBytes, long datagrams) {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    static Usage of(PeerProcess peer) throws IOException, InterruptedException {
        Answer answer = peer.ask("usage", LIMIT);
        return new Usage(
                answer.number("cpuNs"),
                answer.number("allocated", 0),
                answer.number("datagrams", 0));
    }

    Usage less(Usage before) {
        return new Usage(
                cpuNs - before.cpuNs,
                allocatedBytes - before.allocatedBytes,
                datagrams - before.datagrams);
    }

    Usage plus(Usage other) {
        return new Usage(
                cpuNs + other.cpuNs,
                allocatedBytes + other.allocatedBytes,
                datagrams + other.datagrams);
    }
}
