package io.heddle.transport.internal;

import io.heddle.net.Datagram;

import java.lang.foreign.MemorySegment;

/** Takes bursts from ports and gives each datagram to its session. */
final class Intake {
    /** Bursts of one port in one turn: other agents of the loop want theirs, too. */
    private static final int BURSTS_MOST = 4;

    /** Datagrams in one turn, after which ACKs have to go out; see {@link AckTracker}. */
    private static final long DATAGRAMS_MOST = 1024;

    private final Station station;
    private final Receiver receiver;
    private final Datagram[] burst;
    private final Ports ports;
    private final Handshake handshake;

    Intake(Station station, Receiver receiver, Handshake handshake) {
        ports = station.ports;
        this.handshake = handshake;
        this.station = station;
        this.receiver = receiver;
        burst = station.memory.rxBurst;
    }

    /** The answer is the number of datagrams. */
    int drain(int slot) {
        int total = 0;
        long before = station.counters.rxDatagrams.value();
        for (int round = 0; round < BURSTS_MOST; round++) {
            var port = ports.port(slot);
            if (port == null) {
                return total;
            }
            var lender = ports.lender(slot);
            int count = lender == null
                    ? port.rxBurst(burst, 0, burst.length)
                    : lender.rxLent(burst, 0, burst.length);
            if (count == 0) {
                return total;
            }
            long nowNs = station.env.nanoTime();
            ports.heard(slot, nowNs);
            for (int i = 0; i < count; i++) {
                split(burst[i], slot, nowNs);
                burst[i].own();
            }
            if (!station.closed) {
                handshake.flush();
            }
            total += count;
            if (count < burst.length
                    || station.counters.rxDatagrams.value() - before > DATAGRAMS_MOST) {
                return total;
            }
        }
        return total;
    }

    /** A buffer of the port can hold several datagrams of one size. */
    private void split(Datagram datagram, int slot, long nowNs) {
        int start = (int) datagram.offset();
        int end = start + datagram.lengthBytes();
        int step = datagram.segmentBytes() > 0 ? datagram.segmentBytes() : datagram.lengthBytes();
        while (start < end && !station.closed) {
            int bytes = Math.min(step, end - start);
            receive(datagram, slot, start, bytes, nowNs);
            start += bytes;
        }
    }

    private void receive(Datagram datagram, int slot, int start, int bytes, long nowNs) {
        station.counters.rxDatagrams.increment();
        var memory = datagram.memory();
        var view = datagram.view();
        if (bytes < OuterHeader.BYTES + InnerHeader.BYTES) {
            station.counters.droppedMalformed.increment();
            return;
        }
        if (OuterHeader.datagramClass(memory, start) != OuterHeader.DATA) {
            handshake.receive(memory, view, start, bytes, datagram, slot);
            return;
        }
        var core = station.table.find(OuterHeader.session(memory, start));
        if (core == null) {
            station.counters.droppedSession.increment();
            return;
        }
        if (OuterHeader.version(memory, start) != core.version) {
            station.counters.droppedMalformed.increment();
            return;
        }
        int plain = open(core, memory, start, bytes);
        if (plain == 0) {
            return;
        }
        boolean marked = datagram.marked();
        if (receiver.receive(core, memory, view, start, plain, marked, nowNs) && !core.closed) {
            if (ports.port(slot) != null) {
                core.path(slot).aim.learn(datagram);
            }
            station.markDirty(core);
        }
    }

    /** The length of what the peer sealed, without the tag; 0 if it is not of the session. */
    private int open(SessionCore core, MemorySegment memory, int start, int bytes) {
        var counters = station.sealCounters;
        boolean isSealed = (OuterHeader.flags(memory, start) & OuterHeader.SEALED) != 0;
        var seal = core.seal;
        if (isSealed != station.keys.seals() || isSealed && seal == null) {
            counters.unsealed.increment();
            return 0;
        }
        if (seal == null) {
            return bytes;
        }
        switch (seal.open(memory, start, bytes)) {
            case Seal.OPENED -> {
                counters.opened.increment();
                return bytes - Aead.TAG_BYTES;
            }
            case Seal.GENERATION -> counters.generation.increment();
            case Seal.FORGED -> counters.forged.increment();
            default -> station.counters.droppedMalformed.increment();
        }
        return 0;
    }
}
