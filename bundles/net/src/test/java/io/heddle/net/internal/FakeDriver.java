package io.heddle.net.internal;

import io.heddle.hardware.Inventory;
import io.heddle.net.Datagram;
import io.heddle.net.NetAddress;
import io.heddle.net.NetCapability;
import io.heddle.net.NetPort;
import io.heddle.net.PortStats;
import io.heddle.net.spi.NetDriver;
import io.heddle.net.spi.PortConfig;
import io.heddle.net.spi.PortEvents;
import io.heddle.net.spi.ProbeResult;
import io.heddle.net.spi.Reason;
import io.heddle.runtime.StorageException;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** A driver whose ports only remember what happened to them. */
final class FakeDriver implements NetDriver {
    final String name;
    final List<Port> open = new CopyOnWriteArrayList<>();
    volatile boolean usable = true;
    volatile boolean broken;
    volatile boolean failsToLink;
    final AtomicInteger opened = new AtomicInteger();

    /** How often it was prepared and not released since. */
    final AtomicInteger taken = new AtomicInteger();

    volatile boolean holdsOn;

    /** Whether its ports say that the kernel knows nothing of them. */
    volatile boolean bypasses;

    /** Which ports cannot be opened. */
    volatile Predicate<PortConfig> refuses = config -> false;

    FakeDriver(String name) {
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public ProbeResult probe(Inventory inventory) {
        var reason = new Reason("S57", "A test says so.", "/test", "this", "that");
        return usable
                ? new ProbeResult.Usable(List.of(), List.of(reason))
                : new ProbeResult.Unusable(List.of(reason));
    }

    @Override
    public void prepare() {
        taken.incrementAndGet();
    }

    @Override
    public void release() {
        if (!open.isEmpty() || holdsOn) {
            throw new StorageException(
                    16, name + " has open ports, or a test says so; close them.");
        }
        taken.decrementAndGet();
    }

    @Override
    public NetPort open(PortConfig config, PortEvents events) {
        if (broken) {
            throw new StorageException(5, name + " is broken; repair it.");
        }
        if (refuses.test(config)) {
            throw new StorageException(
                    99, "No port on " + config.bind().host() + "; repair the address.");
        }
        if (failsToLink) {
            throw new NoClassDefFoundError("io/netty/Missing");
        }
        var port = new Port(config, events);
        open.add(port);
        opened.incrementAndGet();
        return port;
    }

    final class Port implements NetPort {
        final PortConfig config;
        final PortEvents events;
        volatile boolean closed;
        volatile int sent;
        volatile int received;

        Port(PortConfig config, PortEvents events) {
            this.config = config;
            this.events = events;
        }

        @Override
        public int txBurst(Datagram[] burst, int from, int count) {
            sent += count;
            return count;
        }

        @Override
        public int rxBurst(Datagram[] burst, int from, int count) {
            received += count;
            return count;
        }

        @Override
        public int mtuBytes() {
            return 1_400;
        }

        @Override
        public NetAddress localAddress() {
            return config.bind();
        }

        @Override
        public int wakeDescriptor() {
            return -1;
        }

        @Override
        public <T extends NetCapability> T capability(Class<T> type) {
            return bypasses && type == NetCapability.KernelBypass.class
                    ? type.cast(new NetCapability.KernelBypass())
                    : null;
        }

        @Override
        public PortStats stats() {
            return new PortStats(1, 10, 2, 20, 0, 0);
        }

        @Override
        public void quiesce() {}

        @Override
        public void close() {
            if (closed) {
                throw new IllegalStateException("closed twice");
            }
            closed = true;
            open.remove(this);
        }

        String driver() {
            return name;
        }
    }
}
