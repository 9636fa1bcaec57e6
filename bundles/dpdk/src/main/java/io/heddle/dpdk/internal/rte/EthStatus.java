package io.heddle.dpdk.internal.rte;

import io.heddle.foreign.NativeMemory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a port of DPDK says while it runs: its link, for the loop; its statistics, for any thread.
 * After {@link #close} it says nothing any more, and asks nobody.
 */
public final class EthStatus {
    /** The first fields of struct rte_eth_stats, in their order. */
    private static final String[] FIELDS = {
        "ipackets", "opackets", "ibytes", "obytes", "imissed", "ierrors", "oerrors", "rx_nombuf"
    };

    private final Arena arena = Arena.ofShared();
    private final Eal eal;
    private final int port;
    private final Function linkGet;
    private final Function isRemoved;
    private final Function statsGet;
    private final long link = arena.allocate(8, 8).address();
    private final MemorySegment stats = arena.allocate(Abi.STATS_BYTES, 64);
    private boolean closed;

    EthStatus(Eal eal, int port) {
        this.eal = eal;
        this.port = port;
        linkGet = eal.library().function("rte_eth_link_get_nowait");
        isRemoved = eal.library().function("rte_eth_dev_is_removed");
        statsGet = eal.library().function("rte_eth_stats_get");
    }

    /** Asks for the link; on the loop, allocates nothing. */
    public boolean isUp() {
        NativeMemory.putLong(link, 0);
        return linkGet.call(port, link) >= 0
                && (NativeMemory.getInt(link + Abi.LINK_BITS) & Abi.LINK_UP) != 0;
    }

    /** The speed that the latest question for the link gave; 0 if the driver knows none. */
    public long speedMbps() {
        int speed = NativeMemory.getInt(link);
        return speed == -1 ? 0 : speed & 0xffff_ffffL; // RTE_ETH_SPEED_NUM_UNKNOWN is all ones.
    }

    /** Whether the device was pulled out, if the driver can tell; on the loop. */
    public boolean isRemoved() {
        return isRemoved.call(port) == 1;
    }

    /** Frames that the device lost because nobody took them or no buffer was free; on any thread. */
    public synchronized long missed() {
        if (closed || statsGet.call(port, stats.address()) < 0) {
            return 0;
        }
        return stats.get(ValueLayout.JAVA_LONG, Abi.STATS_MISSED)
                + stats.get(ValueLayout.JAVA_LONG, Abi.STATS_NO_MBUF);
    }

    /** The device's own counts by their names in C; any thread. */
    public synchronized Map<String, Long> basic() {
        var all = new LinkedHashMap<String, Long>();
        if (!closed && statsGet.call(port, stats.address()) >= 0) {
            for (int index = 0; index < FIELDS.length; index++) {
                all.put(FIELDS[index], stats.get(ValueLayout.JAVA_LONG, 8L * index));
            }
        }
        return all;
    }

    /** The counts that its driver names itself; any thread. */
    public synchronized Map<String, Long> extended() {
        var all = new TreeMap<String, Long>();
        if (closed) {
            return all;
        }
        Function namesGet = eal.library().function("rte_eth_xstats_get_names");
        Function valuesGet = eal.library().function("rte_eth_xstats_get");
        int count = namesGet.call(port, 0, 0, 0);
        if (count <= 0) {
            return all;
        }
        try (Arena memory = Arena.ofConfined()) {
            MemorySegment names = memory.allocate((long) count * Abi.XSTAT_NAME_BYTES, 8);
            MemorySegment values = memory.allocate((long) count * Abi.XSTAT_BYTES, 8);
            int named = namesGet.call(port, names.address(), count, 0);
            int given = valuesGet.call(port, values.address(), count, 0);
            for (int index = 0; index < Math.min(count, Math.min(named, given)); index++) {
                MemorySegment value =
                        values.asSlice((long) index * Abi.XSTAT_BYTES, Abi.XSTAT_BYTES);
                long id = value.get(ValueLayout.JAVA_LONG, 0);
                if (id >= 0 && id < named) {
                    all.put(
                            names.getString(id * Abi.XSTAT_NAME_BYTES),
                            value.get(ValueLayout.JAVA_LONG, Abi.XSTAT_VALUE));
                }
            }
        }
        return all;
    }

    /** Before the port closes. */
    public synchronized void close() {
        if (!closed) {
            closed = true;
            arena.close();
        }
    }
}
