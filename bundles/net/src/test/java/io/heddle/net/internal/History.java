package io.heddle.net.internal;

import io.heddle.net.Evidence;
import io.heddle.net.PortStats;
import io.heddle.net.Sight;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/**
 * A correct swap as its witnesses would tell it, from a seed: one client, three servers that journal
 * for each other, two ports, resends, refusals and operations without a change. A test breaks it and
 * shows it to the checker.
 */
final class History {
    /** One sight. */
    record Seen(
            Sight what,
            long client,
            long number,
            long timeNs,
            int path,
            int peer,
            int value,
            long place) {
        boolean is(Sight sight, long request) {
            return what == sight && number == request && client == CLIENT;
        }
    }

    static final long CLIENT = 0x1234_5678_9abc_def0L;
    static final int SERVERS = 3;
    private static final int BUCKETS = 4;
    private static final int OLD_PATH = 1;
    private static final int NEW_PATH = 2;

    final List<Seen> client = new ArrayList<>();
    final List<List<Seen>> servers = new ArrayList<>();
    final List<PortAccount> ports = new ArrayList<>();
    private final SplittableRandom random;
    private final long[] sequences = new long[BUCKETS];
    private final long[] pathBytes = new long[4];
    private final List<Long> written = new ArrayList<>();
    private long nowNs = 1_000_000;

    History(long seed, int operations) {
        random = new SplittableRandom(seed);
        for (int server = 0; server < SERVERS; server++) {
            servers.add(new ArrayList<>());
            servers.get(server).add(new Seen(Sight.SERVER, 0, 0, nowNs, 0, server, 0, 0));
        }
        for (long number = 1; number <= operations; number++) {
            operation(number, number * 2 > operations ? NEW_PATH : OLD_PATH);
        }
        client.add(new Seen(Sight.CLIENT, CLIENT, operations + 1, tick(), 0, 0, 0, 0));
        // Goes on behind the end of the client's record.
        journal(operations + 1L, 0);
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            long upTo = Sight.place(bucket, sequences[bucket]);
            servers.get(bucket % SERVERS)
                    .add(new Seen(Sight.COMMITTED, 0, 0, nowNs, 0, bucket % SERVERS, 0, upTo));
        }
        account(1, OLD_PATH);
        account(2, NEW_PATH);
    }

    private void account(long serial, int path) {
        var stats = new PortStats(1, pathBytes[path], 0, 0, 0, 0);
        ports.add(new PortAccount(serial, "client", path, "d" + path, "a", true, stats));
    }

    private long tick() {
        return nowNs += 1 + random.nextInt(1_000);
    }

    private void operation(long number, int path) {
        int bucket = random.nextInt(BUCKETS);
        int server = bucket % SERVERS;
        boolean mustChange = random.nextInt(4) != 0;
        tell(Sight.STARTED, number, 0, 0, mustChange ? 1 : 0);
        for (int refusals = random.nextInt(8) == 0 ? 2 : 0; refusals > 0; refusals--) {
            send(number, path, server);
            tell(Sight.HEARD, number, 0, server, -2);
        }
        send(number, path, server);
        int outcome = random.nextInt(10);
        if (outcome == 0 && !mustChange) {
            servers.get(server)
                    .add(new Seen(Sight.UNCHANGED, CLIENT, number, tick(), 0, server, 0, 0));
        } else if (outcome != 1) {
            journal(number, bucket);
            written.add(number);
        }
        int status = outcome == 1 ? -17 : random.nextInt(3);
        tell(Sight.HEARD, number, 0, server, status);
        tell(Sight.ANSWERED, number, 0, 0, status);
    }

    /** A fragment or two, and one of them again. */
    private void send(long number, int path, int server) {
        int fragments = 1 + random.nextInt(2);
        for (int i = 0; i < fragments; i++) {
            leave(Sight.SENT, number, path, server);
        }
        if (random.nextInt(6) == 0) {
            leave(Sight.SENT_AGAIN, number, path, server);
        }
    }

    private void leave(Sight what, long number, int path, int server) {
        int bytes = 100 + random.nextInt(4_000);
        pathBytes[path] += bytes;
        tell(what, number, path, server, bytes);
    }

    private void tell(Sight what, long number, int path, int peer, int value) {
        client.add(new Seen(what, CLIENT, number, tick(), path, peer, value, 0));
    }

    /** The primary's journal has it first, the others' follow. */
    private void journal(long number, int bucket) {
        long place = Sight.place(bucket, ++sequences[bucket]);
        for (int copy = 0; copy < SERVERS; copy++) {
            int server = (bucket + copy) % SERVERS;
            servers.get(server)
                    .add(new Seen(Sight.JOURNALED, CLIENT, number, tick(), 0, server, 1, place));
        }
    }

    /** A random operation that was journaled and answered. */
    long anyWritten() {
        return written.get(random.nextInt(written.size()));
    }

    /** Journals it once more, at another place that is durable, too, before the record's end. */
    void journalAgain(long client, long number) {
        long place = Sight.place(BUCKETS, 1);
        long timeNs = this.client.getLast().timeNs() - 1;
        servers.getFirst().add(new Seen(Sight.JOURNALED, client, number, timeNs, 0, 0, 1, place));
        servers.getFirst().add(new Seen(Sight.COMMITTED, 0, 0, timeNs, 0, 0, 0, place));
    }

    /** Takes sights out of all witnesses. */
    void forget(Predicate<Seen> which) {
        client.removeIf(which);
        servers.forEach(server -> server.removeIf(which));
    }

    Seen first(Sight what, long number) {
        return client.stream().filter(seen -> seen.is(what, number)).findFirst().orElseThrow();
    }

    int indexOf(Sight what, long number) {
        return client.indexOf(first(what, number));
    }

    void replace(Seen old, Seen by) {
        client.set(client.indexOf(old), by);
    }

    LedgerChecker.Verdict verdict() {
        var checker = new LedgerChecker();
        tell(client, checker.witness("client"));
        servers.forEach(server -> tell(server, checker.witness("")));
        ports.forEach(checker::port);
        return checker.verdict();
    }

    private static void tell(List<Seen> all, Evidence to) {
        for (Seen seen : all) {
            to.seen(
                    seen.what,
                    seen.client,
                    seen.number,
                    seen.timeNs,
                    seen.path,
                    seen.peer,
                    seen.value,
                    seen.place);
        }
    }
}
