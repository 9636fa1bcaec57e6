package io.heddle.dpdk.internal.rte;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Where one release of DPDK has what in its structures, on x86-64: inline functions of its headers
 * become reads of memory here. A test compares the table with a C compiler's offsetof and sizeof.
 *
 * @param number of the libraries, as in {@code librte_eal.so.23}
 * @param release as rte_version(3) begins: "22.11"
 * @param fpOps struct rte_eth_fp_ops, one for each port in an array
 * @param confBytes sizeof(struct rte_eth_conf)
 * @param confInterrupts offset of its intr_conf
 * @param infoRxPacketBytes offset of max_rx_pktlen in struct rte_eth_dev_info
 * @param memif where the lock of a memif device is
 */
public record Abi(
        int number,
        String release,
        FpOps fpOps,
        int confBytes,
        int confInterrupts,
        int infoRxPacketBytes,
        Memif memif) {
    /** Offset of max_tx_queues in struct rte_eth_dev_info. */
    int infoTxQueues() {
        return infoRxPacketBytes + 10;
    }

    /** struct rte_eth_fp_ops (rte_ethdev_core.h): offsets of functions and of arrays of queues. */
    public record FpOps(int bytes, int rxBurst, int rxQueues, int txBurst, int txQueues) {}

    /**
     * Structures that no package has a header of, from the sources of both releases.
     *
     * @param deviceBytes sizeof(struct rte_eth_dev)
     * @param data offset of data there
     * @param lock offset of cc_lock in struct pmd_internals of drivers/net/memif
     */
    public record Memif(int deviceBytes, int data, int lock) {
        /** Offset of dev_private in struct rte_eth_dev_data. */
        static final int PRIVATE = 96;

        /** Offset of intr_handle in struct memif_queue. */
        static final int INTERRUPT = 56;
    }

    private static final List<Abi> KNOWN = List.of(
            new Abi(
                    23,
                    "22.11",
                    new FpOps(128, 0, 24, 64, 88),
                    2_272,
                    2_264,
                    36,
                    new Memif(16_512, 48, 56)),
            new Abi(
                    25,
                    "24.11",
                    new FpOps(128, 16, 0, 80, 64),
                    2_280,
                    2_272,
                    40,
                    new Memif(16_576, 72, 64)));

    /* Equal in all of them: struct rte_mbuf (rte_mbuf_core.h). */
    public static final int MBUF_BYTES = 128;
    public static final int MBUF_BUFFER = 0;
    public static final int MBUF_DATA_OFFSET = 16;
    public static final int MBUF_REFERENCES = 18;
    public static final int MBUF_SEGMENTS = 20;
    public static final int MBUF_PORT = 22;
    public static final int MBUF_FLAGS = 24;
    public static final int MBUF_PACKET_TYPE = 32;
    public static final int MBUF_PACKET_BYTES = 36;
    public static final int MBUF_DATA_BYTES = 40;
    public static final int MBUF_VLAN = 42;
    public static final int MBUF_NEXT = 64;
    public static final int MBUF_TX_OFFLOAD = 72;

    /** RTE_PKTMBUF_HEADROOM. */
    public static final int HEADROOM_BYTES = 128;

    /* struct rte_mempool, struct rte_mempool_cache and struct rte_mempool_ops (rte_mempool.h). */
    public static final int POOL_CACHE_SIZE = 68;
    public static final int POOL_OPS_INDEX = 88;
    public static final int POOL_CACHES = 96;
    public static final int CACHE_BYTES = 8_256;
    public static final int CACHE_COUNT = 8;
    public static final int CACHE_OBJECTS = 64;
    public static final int OPS_TABLE_FIRST = 64;
    public static final int OPS_BYTES = 128;
    public static final int OPS_DEQUEUE = 56;

    /* struct rte_eth_conf, beside what the table has. */
    public static final int CONF_RX_MTU = 12;
    public static final int CONF_RX_OFFLOADS = 24;
    public static final int CONF_TX_OFFLOADS = 72;

    /** Bits of struct rte_eth_intr_conf. */
    public static final int INTERRUPT_LINK = 1;

    public static final int INTERRUPT_RX = 2;

    /* struct rte_eth_dev_info, beside what the table has. */
    public static final int INFO_BYTES = 376;
    public static final int INFO_DEVICE = 0;
    public static final int INFO_DRIVER = 8;
    public static final int INFO_INTERFACE = 16;
    public static final int INFO_MOST_MTU = 22;
    public static final int INFO_FLAGS = 24;
    public static final int INFO_RX_OFFLOADS = 72;
    public static final int INFO_TX_OFFLOADS = 80;

    /** RTE_ETH_DEV_INTR_LSC. */
    public static final int FLAG_LINK_INTERRUPT = 2;

    /** struct rte_eth_stats; its first eight fields count the whole port. */
    public static final int STATS_BYTES = 704;

    public static final int STATS_MISSED = 32;
    public static final int STATS_NO_MBUF = 56;

    /* struct rte_eth_xstat and struct rte_eth_xstat_name. */
    public static final int XSTAT_BYTES = 16;
    public static final int XSTAT_VALUE = 8;
    public static final int XSTAT_NAME_BYTES = 64;

    /** struct rte_eth_link: the speed in Mb/s, then bits of which this one says that it is up. */
    public static final int LINK_BITS = 4;

    public static final int LINK_UP = 4;

    /** RTE_ETH_RX_OFFLOAD_*_CKSUM and RTE_ETH_TX_OFFLOAD_*_CKSUM. */
    public static final long OFFLOAD_IPV4_CHECKSUM = 2;

    public static final long OFFLOAD_UDP_CHECKSUM = 4;

    /* RTE_MBUF_F_*. */
    public static final long TX_UDP_CHECKSUM = 3L << 52;
    public static final long TX_IPV4 = 1L << 55;
    public static final long TX_IPV6 = 1L << 56;
    public static final long RX_VLAN_STRIPPED = 1L << 6;
    public static final long RX_IP_CHECKSUM_BAD = 1L << 4;
    public static final long RX_IP_CHECKSUM_GOOD = 1L << 7;
    public static final long RX_UDP_CHECKSUM_BAD = 1L << 3;
    public static final long RX_UDP_CHECKSUM_GOOD = 1L << 8;

    /** The table of that number, or null. */
    public static @Nullable Abi of(int number) {
        return KNOWN.stream().filter(abi -> abi.number == number).findFirst().orElse(null);
    }

    /** Such as "22.11 (librte_eal.so.23) and 24.11 (librte_eal.so.25)". */
    public static String known() {
        return KNOWN.stream()
                .map(abi -> abi.release + " (librte_eal.so." + abi.number + ")")
                .collect(Collectors.joining(" and "));
    }
}
