package io.heddle.meta.internal;

import io.heddle.runtime.Counter;
import io.heddle.runtime.Counters;

/** What a server counts, per server. */
final class ShardCounters {
    final Counter operations;
    final Counter records;
    final Counter duplicates;
    final Counter stale;
    final Counter retries;
    final Counter refused;
    final Counter refusedRecords;
    final Counter resentRecords;
    final Counter lostReplicates;
    final Counter probes;
    final Counter transactions;
    final Counter parked;
    final Counter batches;
    final Counter damagedReads;
    final Counter repairedBlocks;

    ShardCounters(Counters counters, int server) {
        operations = counters.counter(name("operations", server));
        records = counters.counter(name("records", server));
        duplicates = counters.counter(name("duplicates", server));
        stale = counters.counter(name("stale_epochs", server));
        retries = counters.counter(name("retries", server));
        refused = counters.counter(name("refused", server));
        refusedRecords = counters.counter(name("refused_records", server));
        resentRecords = counters.counter(name("resent_records", server));
        lostReplicates = counters.counter(name("lost_replicates", server));
        batches = counters.counter(name("replicate_batches", server));
        damagedReads = counters.counter(name("damaged_reads", server));
        repairedBlocks = counters.counter(name("repaired_blocks", server));
        parked = counters.counter(name("parked", server));
        transactions = counters.counter(name("transactions", server));
        probes = counters.counter(name("probes", server));
    }

    private static String name(String what, int server) {
        return "heddle_meta_" + what + "_total{server=\"" + server + "\"}";
    }
}
