package io.heddle.dpdk.fake;

import io.heddle.dpdk.DeviceSpec;
import io.heddle.dpdk.DeviceStatus;
import io.heddle.dpdk.Dpdk;
import io.heddle.dpdk.DpdkFacts;
import io.heddle.hardware.Inventory;
import io.heddle.net.Datagram;
import io.heddle.net.NetAddress;
import io.heddle.net.NetCapability;
import io.heddle.net.NetPort;
import io.heddle.net.PortStats;
import io.heddle.net.spi.PortConfig;
import io.heddle.net.spi.PortEvents;
import io.heddle.net.spi.Reason;
import io.heddle.runtime.StorageException;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A DPDK that has every driver, or none, and whose ports carry nothing. */
public final class FakeDpdk implements Dpdk {
    private static final int EBUSY = 16;
    private static final int ENODEV = 19;
    private static final long ALL = ~0L;

    private final Map<String, DeviceSpec> open = new LinkedHashMap<>();
    private final Map<String, Integer> lanes = new HashMap<>();
    private final List<String> prepared = new ArrayList<>();
    private Set<String> pmds = Set.of("mlx5", "ice", "iavf", "ena", "e1000");
    private List<Reason> against = List.of();
    private boolean fails;

    /** Only these poll mode drivers are installed. */
    public FakeDpdk has(String... names) {
        pmds = Set.of(names);
        return this;
    }

    /** DPDK cannot run at all. */
    public FakeDpdk hasAgainst(Reason reason) {
        against = List.of(reason);
        return this;
    }

    /** Every poll mode driver fails to start. */
    public void fails(boolean now) {
        fails = now;
    }

    /** What is open, by device. */
    public Map<String, DeviceSpec> open() {
        return Map.copyOf(open);
    }

    /** The poll mode drivers that were prepared. */
    public List<String> prepared() {
        return List.copyOf(prepared);
    }

    @Override
    public DpdkFacts facts(Inventory inventory) {
        return new DpdkFacts("22.11", 23, "/usr/lib", pmds, ALL, 1L << 30, against, List.of());
    }

    @Override
    public void prepare(String pmd) {
        if (fails) {
            throw new StorageException(ENODEV, "A test lets " + pmd + " fail; let it not.");
        }
        prepared.add(pmd);
    }

    @Override
    public NetPort open(DeviceSpec device, PortConfig config, PortEvents events) {
        if (lanes(device.name()) >= device.lanes()) {
            throw new StorageException(EBUSY, device.name() + " is open; close it.");
        }
        open.put(device.name(), device);
        lanes.merge(device.name(), 1, Integer::sum);
        return new Port(device);
    }

    @Override
    public int lanes(String device) {
        return lanes.getOrDefault(device, 0);
    }

    @Override
    public List<DeviceStatus> devices() {
        return List.of();
    }

    private final class Port implements NetPort {
        private final DeviceSpec device;

        Port(DeviceSpec device) {
            this.device = device;
        }

        @Override
        public int txBurst(Datagram[] burst, int from, int count) {
            return count;
        }

        @Override
        public int rxBurst(Datagram[] burst, int from, int count) {
            return 0;
        }

        @Override
        public int mtuBytes() {
            return device.mtuBytes();
        }

        @Override
        public NetAddress localAddress() {
            return device.layer3().subnets().getFirst().address();
        }

        @Override
        public int wakeDescriptor() {
            return -1;
        }

        @Override
        public <T extends NetCapability> @Nullable T capability(Class<T> type) {
            return null;
        }

        @Override
        public PortStats stats() {
            return new PortStats(0, 0, 0, 0, 0, 0, 0);
        }

        @Override
        public void quiesce() {}

        @Override
        public void close() {
            if (lanes.merge(device.name(), -1, Integer::sum) == 0) {
                open.remove(device.name());
            }
        }
    }
}
