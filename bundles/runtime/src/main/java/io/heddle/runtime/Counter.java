package io.heddle.runtime;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** A count with one writer at a time (its loop) and any number of readers. */
public final class Counter {
    private static final VarHandle VALUE;

    static {
        try {
            VALUE = MethodHandles.lookup().findVarHandle(Counter.class, "value", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final String name;

    @SuppressWarnings("UnusedVariable") // Read and written through VALUE.
    private long value;

    Counter(String name) {
        this.name = name;
    }

    /** Prometheus name with labels, such as {@code heddle_net_tx_bytes_total{driver="udp-native"}}. */
    public String name() {
        return name;
    }

    public void increment() {
        add(1);
    }

    public void add(long amount) {
        VALUE.setOpaque(this, (long) VALUE.getOpaque(this) + amount);
    }

    /** For gauges: the newest value. */
    public void set(long amount) {
        VALUE.setOpaque(this, amount);
    }

    public long value() {
        return (long) VALUE.getOpaque(this);
    }
}
