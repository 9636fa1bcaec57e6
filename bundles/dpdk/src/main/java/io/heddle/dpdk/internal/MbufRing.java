package io.heddle.dpdk.internal;

import io.heddle.foreign.NativeMemory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** Addresses of mbufs that any thread gives one other, in order; bounded, and nobody ever waits. */
final class MbufRing {
    /** What a loop may miss while it does something else; more is lost as in a queue of a device. */
    static final int PLACES = 256;

    private static final VarHandle PLACE = MethodHandles.arrayElementVarHandle(long[].class);
    private static final VarHandle TAIL = field("tail");
    private static final VarHandle HEAD = field("head");
    private static final long CLOSED = Long.MIN_VALUE;

    private final long[] places = new long[PLACES];

    /** How many were given, with the sign while nobody takes any more. */
    private long tail = CLOSED;

    private long head;

    /** Somebody takes from now on. */
    void open() {
        TAIL.setVolatile(this, tail & ~CLOSED);
    }

    /** Gives one, which is not 0, on any thread; false where there is no room or nobody takes. */
    boolean put(long mbuf) {
        while (true) {
            long at = (long) TAIL.getVolatile(this);
            if (at < 0 || at - (long) HEAD.getAcquire(this) >= PLACES) {
                return false;
            }
            if (TAIL.compareAndSet(this, at, at + 1)) {
                PLACE.setVolatile(places, place(at), mbuf);
                return true;
            }
        }
    }

    /**
     * Takes up to {@code count}.
     *
     * @param table the address where they go
     */
    int take(long table, int count) {
        int taken = 0;
        while (taken < count) {
            int place = place(head + taken);
            long mbuf = (long) PLACE.getVolatile(places, place);
            if (mbuf == 0) {
                break;
            }
            PLACE.setOpaque(places, place, 0L);
            NativeMemory.putLong(table + 8L * taken++, mbuf);
        }
        if (taken > 0) {
            HEAD.setRelease(this, head + taken);
        }
        return taken;
    }

    /** Nothing is put from now on; what was is still to be taken, until {@link #isEmpty}. */
    void close() {
        long unused = (long) TAIL.getAndBitwiseOr(this, CLOSED);
    }

    /** Whether all that was given was taken, also what is just being put. */
    boolean isEmpty() {
        return ((long) TAIL.getVolatile(this) & ~CLOSED) == head;
    }

    private static int place(long at) {
        return (int) at & PLACES - 1;
    }

    private static VarHandle field(String name) {
        try {
            return MethodHandles.lookup().findVarHandle(MbufRing.class, name, long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
