package io.heddle.transport.internal;

import io.heddle.net.Datagram;
import io.heddle.net.NetCapability.ZeroCopy;
import io.heddle.net.NetPort;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * The datagrams that one flush builds, handed to the port in one burst. Equal datagrams to one
 * destination lie in a row where the port segments them.
 */
final class TxBatch {
    /** Told which datagrams the port did not take. */
    interface Refusal {
        void onRefused(SessionCore core, int path, long firstPacket, int packets);
    }

    static final int BUFFERS = 16;
    static final int BUFFER_BYTES = 1 << 16;

    /** Between buffers, which would share the same few lines of the cache a power of two apart. */
    static final int SKEW_BYTES = 23 * 64;

    static final int STRIDE_BYTES = BUFFER_BYTES + SKEW_BYTES;

    /** Where the datagram that was begun last is built, and a view of all of that memory. */
    MemorySegment memory;

    ByteBuffer view;
    private final Datagram[] burst = new Datagram[BUFFERS];
    private final @Nullable SessionCore[] owners = new @Nullable SessionCore[BUFFERS];
    private final long[] firstPackets = new long[BUFFERS];
    private final int[] packets = new int[BUFFERS];
    private final Refusal refusal;

    private @Nullable NetPort port;
    private @Nullable ZeroCopy lender;
    private int path;
    private int mtuBytes;
    private int segmentsMost;
    private int segmentsMostBytes;

    private int count;
    private boolean refusing;
    private boolean isOpen;
    private int limitBytes;
    private boolean mayGrow;
    private int groupBytes;
    private int segmentBytes;

    /** @param memory {@code BUFFERS * STRIDE_BYTES} that nobody else uses during a flush */
    TxBatch(MemorySegment memory, ByteBuffer view, Refusal refusal) {
        this.memory = memory;
        this.view = view;
        this.refusal = refusal;
        for (int i = 0; i < BUFFERS; i++) {
            burst[i] = new Datagram(memory, view, (long) i * STRIDE_BYTES, BUFFER_BYTES);
        }
    }

    /**
     * Where the following datagrams go.
     *
     * @param lender who lends memory of that port, or null
     */
    void port(
            NetPort port,
            @Nullable ZeroCopy lender,
            int path,
            int mtuBytes,
            int segmentsMost,
            int segmentsMostBytes) {
        this.port = port;
        this.lender = lender;
        this.path = path;
        refusing = false;
        this.mtuBytes = Math.min(mtuBytes, BUFFER_BYTES);
        this.segmentsMost = segmentsMost;
        this.segmentsMostBytes = Math.min(segmentsMostBytes, BUFFER_BYTES);
    }

    /**
     * Room for a datagram of a session; the answer is where it starts in {@link #memory}.
     *
     * @param pathBytes what the path is known to carry
     */
    int begin(SessionCore core, Aim aim, long packet, int pathBytes) {
        int last = count - 1;
        if (isOpen
                && owners[last] == core
                && packets[last] < segmentsMost
                && groupBytes + segmentBytes <= segmentsMostBytes
                && segmentBytes <= pathBytes) {
            return (int) burst[last].offset() + groupBytes;
        }
        int start = beginAlone(core, packet, aim.high, aim.low, aim.port);
        limitBytes = Math.min(pathBytes, mtuBytes);
        mayGrow = segmentsMost > 1;
        return start;
    }

    /** Room for a datagram that no other one follows in its buffer, as large as the port sends. */
    int beginAlone(@Nullable SessionCore core, long packet, long high, long low, int udpPort) {
        isOpen = false;
        mayGrow = false;
        if (count == BUFFERS) {
            send();
        }
        owners[count] = core;
        firstPackets[count] = packet;
        packets[count] = 0;
        var next = burst[count];
        next.remote(high, low, udpPort);
        if (lender == null || !lender.lend(burst, count)) {
            next.own();
        }
        memory = next.memory();
        view = next.view();
        groupBytes = 0;
        segmentBytes = 0;
        limitBytes = mtuBytes;
        return (int) next.offset();
    }

    /** How long the datagram may become that was just begun. */
    int capacityBytes() {
        return isOpen ? segmentBytes : limitBytes;
    }

    /** The datagram that was begun is complete. Not calling this drops it. */
    void end(int lengthBytes) {
        if (isOpen) {
            isOpen = lengthBytes == segmentBytes;
        } else {
            segmentBytes = lengthBytes;
            isOpen = mayGrow && lengthBytes > limitBytes / 2;
            count++;
        }
        groupBytes += lengthBytes;
        packets[count - 1]++;
        burst[count - 1].set(groupBytes, packets[count - 1] > 1 ? segmentBytes : 0);
    }

    /** Whether the port took less than it was given: no use in building more now. */
    boolean isRefusing() {
        return refusing;
    }

    /** Hands everything to the port. */
    void send() {
        if (count == 0) {
            return;
        }
        var to = port;
        int taken = to == null ? 0 : to.txBurst(burst, 0, count);
        refusing |= taken < count;
        for (int i = taken; i < count; i++) {
            var owner = owners[i];
            if (owner != null) {
                refusal.onRefused(owner, path, firstPackets[i], packets[i]);
            }
        }
        count = 0;
        isOpen = false;
    }
}
