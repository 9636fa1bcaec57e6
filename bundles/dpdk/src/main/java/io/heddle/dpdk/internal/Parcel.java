package io.heddle.dpdk.internal;

import io.heddle.dpdk.internal.rte.Abi;
import io.heddle.dpdk.internal.rte.Mbufs;
import io.heddle.foreign.NativeMemory;

/**
 * A datagram from lane to lane of one device, which has no frame: where it is from stands before its
 * payload in the mbuf, and the lowest bit of the mbuf's address says that it is one.
 */
final class Parcel {
    private static final long MARK = 1;
    private static final int HIGH = -32;
    private static final int LOW = -24;
    private static final int FROM = -16;
    private static final int TO = -8;

    private Parcel() {}

    /**
     * Makes one of an mbuf that has a payload.
     *
     * @param high and {@code low}: the address of the device that it goes to, and so is from
     */
    static long of(long mbuf, int bytes, long high, long low, int fromPort, int toPort) {
        long payload = Mbufs.payload(mbuf);
        Mbufs.begin(mbuf, Abi.HEADROOM_BYTES, bytes);
        NativeMemory.putLong(payload + HIGH, high);
        NativeMemory.putLong(payload + LOW, low);
        NativeMemory.putInt(payload + FROM, fromPort);
        NativeMemory.putInt(payload + TO, toPort);
        return mbuf | MARK;
    }

    static boolean is(long entry) {
        return (entry & MARK) != 0;
    }

    /** The mbuf of a parcel, or of what is none. */
    static long mbuf(long entry) {
        return entry & ~MARK;
    }

    static long high(long mbuf) {
        return NativeMemory.getLong(Mbufs.payload(mbuf) + HIGH);
    }

    static long low(long mbuf) {
        return NativeMemory.getLong(Mbufs.payload(mbuf) + LOW);
    }

    static int fromPort(long mbuf) {
        return NativeMemory.getInt(Mbufs.payload(mbuf) + FROM);
    }

    static int toPort(long mbuf) {
        return NativeMemory.getInt(Mbufs.payload(mbuf) + TO);
    }
}
