package io.heddle.meta.internal;

import io.heddle.net.EvidenceLog;
import io.heddle.net.Sight;

import java.lang.foreign.MemorySegment;

/**
 * What the journals of a server take while a ledger is open, read from the records themselves, and how
 * far they are durable on all replicas. Nothing is kept otherwise.
 */
final class JournalWitness {
    /** Records, 2.6 MiB. */
    static final int CAPACITY = 1 << 16;

    private static final EvidenceLog CLOSED = new EvidenceLog(0);

    private final int server;
    private EvidenceLog log = CLOSED;
    private boolean open;

    JournalWitness(int server) {
        this.server = server;
    }

    /** @param memory is written until {@link #close} */
    void open(EvidenceLog memory) {
        log = memory;
        open = true;
        log.add(Sight.SERVER, 0, 0, 0, 0, server, 0, 0);
    }

    boolean isOpen() {
        return open;
    }

    /** The drive has taken this record, as primary or as backup. */
    void journaled(MemorySegment record, long at, long nowNs) {
        log.add(
                Sight.JOURNALED,
                Records.client(record, at),
                Records.number(record, at),
                nowNs,
                0,
                server,
                Records.epoch(record, at),
                Sight.place(Records.bucket(record, at), Records.sequence(record, at)));
    }

    /** A mutation succeeds without a record. */
    void unchanged(long client, long number, long nowNs) {
        log.add(Sight.UNCHANGED, client, number, nowNs, 0, server, 0, 0);
    }

    /** All replicas have a bucket durable up to here. */
    void committed(int bucket, long sequence) {
        log.add(Sight.COMMITTED, 0, 0, 0, 0, server, 0, Sight.place(bucket, sequence));
    }

    /** Ends the record and gives it away. */
    EvidenceLog close() {
        EvidenceLog taken = log;
        log = CLOSED;
        open = false;
        return taken;
    }
}
