package io.heddle.bench.transport;

import io.heddle.bench.attack.Relay;
import io.heddle.bench.peer.Answer;
import io.heddle.bench.peer.PeerProcess;
import io.heddle.net.NetAddress;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Two sealed peers that echo, and a man in the middle that replays, flips and forges what the
 * server gets. What was accepted follows from the server's counters: all that the stranger sent has
 * to be among what was dropped, and nothing may have opened for the first time but what the client
 * sent.
 *
 * @param eachPerSecond datagrams of each kind for each second of the pace, whose default is two
 */
record ForgedMeasure(long eachPerSecond) implements Measure {
    /** It ends with what it has after so many times the seconds of the pace: two minutes. */
    private static final double RUNS_MOST = 60;

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final long POLL_MS = 20;
    private static final int QUIET_POLLS_MOST = 500;
    private static final String LOAD = "start op=echo bytes=64 outstanding=8 check=1 peers=0";

    /** What the server counts of datagrams that it does not believe. */
    private static final List<String> REJECTED = List.of(
            "dropped_replayed",
            "dropped_forged",
            "dropped_unknown_session",
            "dropped_malformed",
            "dropped_generation",
            "dropped_unsealed",
            "dropped_checksum",
            "dropped_unproven",
            "dropped_no_secret");

    @Override
    public String name() {
        return "forged";
    }

    @Override
    public String title() {
        return "forged, replayed, bit-flipped datagrams, sealed, accepted";
    }

    @Override
    public List<Finding> run(Pace pace) throws IOException, InterruptedException {
        try (PeerProcess server = PeerProcess.echo(null, "node=0 bind=127.0.0.1 seal=1");
                PeerProcess client =
                        PeerProcess.echo(null, "node=" + Pair.CLIENT + " bind=127.0.0.1 seal=1");
                Relay relay = new Relay(address(server), address(client), System.nanoTime())) {
            client.publish(0, 0, addresses(relay.asServer()));
            server.publish(Pair.CLIENT, 0, addresses(relay.asClient()));
            Answer unused = client.ask(LOAD + " requests=1000", LIMIT);
            unused = client.ask("wait", LIMIT);
            Counts before = Counts.quiet(server, client, relay);
            unused = client.ask(LOAD, LIMIT);
            long beganNs = System.nanoTime();
            attack(relay, pace);
            double seconds = (System.nanoTime() - beganNs) / 1e9;
            Answer echoed = client.ask("finish", LIMIT);
            Counts after = Counts.quiet(server, client, relay);
            return findings(before, after, echoed, relay, seconds);
        }
    }

    static NetAddress address(PeerProcess peer) {
        Answer hello = peer.hello();
        return new NetAddress(
                hello.number("high0"), hello.number("low0"), (int) hello.number("port0"));
    }

    private static Answer addresses(NetAddress of) {
        return Answer.parse(
                "high0=" + of.high() + " low0=" + of.low() + " port0=" + of.port() + " label0=");
    }

    private void attack(Relay relay, Pace pace) throws IOException, InterruptedException {
        relay.inject(Math.max(1, (long) (eachPerSecond * pace.seconds())));
        long endNs = System.nanoTime() + (long) (RUNS_MOST * pace.seconds() * 1e9);
        while (!relay.isDone()) {
            TimeUnit.MILLISECONDS.sleep(POLL_MS);
            if (System.nanoTime() > endNs) {
                relay.stop();
            }
            if (System.nanoTime() > endNs + LIMIT.toNanos()) {
                throw new IOException("The server does not read what the stranger sends it.");
            }
        }
    }

    private static List<Finding> findings(
            Counts before, Counts after, Answer echoed, Relay relay, double seconds) {
        String title = String.format(
                Locale.ROOT,
                "forged, replayed, bit-flipped datagrams, sealed: %,d of each",
                relay.injectedOfEach());
        long rejected = after.rejected() - before.rejected();
        long opened = after.opened() - before.opened();
        long forwarded = after.forwarded - before.forwarded;
        long accepted = Math.max(relay.injected() - rejected, opened - forwarded);
        long lost = after.delivered() - before.delivered() - (after.received() - before.received());
        long served = after.of("requestsServed") - before.of("requestsServed");
        long wrong = echoed.number("wrong")
                + echoed.number("lost")
                + after.of("executedTwice")
                + after.of("broken")
                + Math.abs(served - echoed.number("requests"));
        return List.of(
                Finding.alone(
                        title + ", accepted",
                        accepted,
                        Target.atMost(0),
                        String.format(
                                Locale.ROOT,
                                "dropped: %s; the client sealed %,d and %,d opened; %,d lost in the"
                                        + " receive buffer; %,.0f forgeries/s",
                                after.dropped(before),
                                after.sealed - before.sealed,
                                opened,
                                lost,
                                relay.injected() / seconds)),
                Finding.alone(
                        title + ", requests lost, twice or wrong",
                        wrong,
                        Target.atMost(0),
                        String.format(
                                Locale.ROOT,
                                "%,d echoes of 64 B started, %,d served meanwhile",
                                echoed.number("requests"),
                                served)));
    }

    /** What both ends and the relay counted when nothing was on its way. */
    private record Counts(Answer server, long sealed, long forwarded, long others) {
        /** Waits until nothing moves any more. */
        static Counts quiet(PeerProcess server, PeerProcess client, Relay relay)
                throws IOException, InterruptedException {
            Counts last = take(server, client, relay);
            for (int poll = 0; poll < QUIET_POLLS_MOST; poll++) {
                TimeUnit.MILLISECONDS.sleep(POLL_MS);
                Counts now = take(server, client, relay);
                if (now.sealed == last.sealed
                        && now.delivered() == last.delivered()
                        && now.received() == last.received()) {
                    return now;
                }
                last = now;
            }
            throw new IOException("The peers still send to each other without any requests.");
        }

        private static Counts take(PeerProcess server, PeerProcess client, Relay relay)
                throws IOException, InterruptedException {
            long sealed = client.ask("counters", LIMIT).number("sealed_datagrams");
            Answer counters = server.ask("counters", LIMIT);
            return new Counts(
                    counters, sealed, relay.forwarded(), relay.handshakes() + relay.injected());
        }

        private long of(String counter) {
            return server.number(counter);
        }

        private long received() {
            return of("rx_datagrams");
        }

        private long delivered() {
            return forwarded + others;
        }

        /** For the first time: a replay opens, too, and is dropped then. */
        private long opened() {
            return of("opened_datagrams") - of("dropped_replayed");
        }

        private long rejected() {
            return REJECTED.stream().mapToLong(this::of).sum();
        }

        private String dropped(Counts before) {
            var text = new StringBuilder();
            for (String counter : REJECTED) {
                long count = of(counter) - before.of(counter);
                if (count > 0) {
                    text.append(text.isEmpty() ? "" : ", ")
                            .append(counter.substring("dropped_".length()).replace('_', ' '))
                            .append(String.format(Locale.ROOT, " %,d", count));
                }
            }
            return text.toString();
        }
    }
}
