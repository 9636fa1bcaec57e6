package io.heddle.net;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * A buffer that the core owns and a port fills or sends: bytes outside the heap, and the remote
 * address. Reused for ever; a port never keeps one beyond the call. For a while it may stand for
 * memory of a port instead, see {@link NetCapability.ZeroCopy}.
 */
public final class Datagram {
    private final MemorySegment ownMemory;
    private final ByteBuffer ownView;
    private final long ownOffset;
    private final int ownCapacityBytes;
    private MemorySegment memory;
    private ByteBuffer view;
    private long offset;
    private int capacityBytes;
    private int lengthBytes;
    private int segmentBytes;
    private long remoteHigh;
    private long remoteLow;
    private int remotePort;
    private boolean marked;

    /** A datagram of {@code capacityBytes} at {@code offset} of native memory. */
    public Datagram(MemorySegment memory, long offset, int capacityBytes) {
        this(memory, memory.asByteBuffer(), offset, capacityBytes);
    }

    /** @param view of all of {@code memory}, so that many datagrams can share one */
    public Datagram(MemorySegment memory, ByteBuffer view, long offset, int capacityBytes) {
        ownMemory = memory;
        ownView = view;
        ownOffset = offset;
        ownCapacityBytes = capacityBytes;
        this.memory = memory;
        this.view = view;
        this.offset = offset;
        this.capacityBytes = capacityBytes;
    }

    /** Lets it stand for memory of a port, until {@link #own}. */
    public void lent(MemorySegment lender, ByteBuffer itsView, long at, int mostBytes) {
        memory = lender;
        view = itsView;
        offset = at;
        capacityBytes = mostBytes;
    }

    /** Lets it stand for its own memory again. */
    public void own() {
        lent(ownMemory, ownView, ownOffset, ownCapacityBytes);
    }

    public MemorySegment memory() {
        return memory;
    }

    /** A view of all of {@link #memory()}, whose position and limit anybody may move. */
    public ByteBuffer view() {
        return view;
    }

    /** Where the bytes start in {@link #memory()}. */
    public long offset() {
        return offset;
    }

    public int capacityBytes() {
        return capacityBytes;
    }

    public int lengthBytes() {
        return lengthBytes;
    }

    /**
     * The size of each wire datagram when several of one size lie here in a row (GSO when sent, GRO
     * when received; the last may be shorter), or 0 for a single one.
     */
    public int segmentBytes() {
        return segmentBytes;
    }

    public void set(int lengthBytes, int segmentBytes) {
        this.lengthBytes = lengthBytes;
        this.segmentBytes = segmentBytes;
    }

    /**
     * Whether the network marked a received datagram as delayed by a queue (ECN codepoint CE, RFC
     * 3168); for each of its segments.
     */
    public boolean marked() {
        return marked;
    }

    public void marked(boolean congested) {
        marked = congested;
    }

    public long remoteHigh() {
        return remoteHigh;
    }

    public long remoteLow() {
        return remoteLow;
    }

    public int remotePort() {
        return remotePort;
    }

    public void remote(long high, long low, int port) {
        remoteHigh = high;
        remoteLow = low;
        remotePort = port;
    }

    public void remote(NetAddress address) {
        remote(address.high(), address.low(), address.port());
    }

    /** Whether the remote address is {@code address}, without making an object. */
    public boolean isRemote(NetAddress address) {
        return remoteLow == address.low()
                && remotePort == address.port()
                && remoteHigh == address.high();
    }
}
