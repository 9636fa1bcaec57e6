package io.heddle.transport.internal;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;

/** The answering side of a session: executes each request of a slot at most once. */
final class ServedSession implements MessageSide {
    private final Station station;
    private final int peer;
    final long incarnation;
    final long opening;
    private final @Nullable ServedSlot[] slots = new @Nullable ServedSlot[Tuning.SLOTS];
    private @Nullable SessionCore core;

    /** Requests that have begun to arrive. */
    private int partial;

    /** Requests that the handler has not answered. */
    private int executing;

    ServedSession(Station station, int peer, long incarnation, long opening) {
        this.station = station;
        this.peer = peer;
        this.incarnation = incarnation;
        this.opening = opening;
    }

    void start(SessionCore core) {
        this.core = core;
    }

    @Nullable
    SessionCore core() {
        return core;
    }

    void refuse(int slot, int sequence) {
        var current = core;
        if (current != null) {
            current.refuse(slot, sequence);
        }
    }

    void partial(int more) {
        partial += more;
    }

    void executing(int more) {
        executing += more;
    }

    /** Whether nothing is under way here. */
    boolean isIdle() {
        var current = core;
        return current != null
                && executing == 0
                && partial == 0
                && !current.hasQueued()
                && !current.hasInFlight();
    }

    int peer() {
        return peer;
    }

    Station station() {
        return station;
    }

    @Override
    public Outgoing outgoing(int slot) {
        return slot(slot).reply;
    }

    @Override
    public @Nullable Incoming incoming(int slot) {
        var served = slots[slot];
        return served == null ? null : served.request;
    }

    private ServedSlot slot(int slot) {
        var served = slots[slot];
        if (served == null) {
            served = new ServedSlot(this, slot);
            slots[slot] = served;
        }
        return served;
    }

    @Override
    public boolean onFragment(MemorySegment from, long header) {
        if (InnerHeader.kind(from, header) != InnerHeader.REQ) {
            station.counters.droppedSequence.increment();
            return true;
        }
        return slot(InnerHeader.slot(from, header)).onFragment(from, header);
    }

    @Override
    public void onDelivered(Outgoing message) {
        station.pool.give(message.end());
    }

    @Override
    public boolean isWaiting() {
        return partial > 0;
    }

    @Override
    public void onDead() {
        close();
    }

    /** Drops everything but requests that are being executed; their answers will go nowhere. */
    void close() {
        var current = core;
        if (current == null) {
            return;
        }
        station.close(current);
        core = null;
        for (var slot : slots) {
            if (slot != null) {
                slot.drop();
            }
        }
    }
}
