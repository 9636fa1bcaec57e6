package io.heddle.dpdk.internal.rte;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The offsets table is what a C compiler says of the headers of libdpdk-dev that are installed, or
 * that lie below the folder of the property {@code heddle.dpdk.headers}, as a package unpacks there.
 */
class AbiLayoutTest {
    private static final String HEADERS = System.getProperty("heddle.dpdk.headers", "/");
    private static final String INCLUDE = """
            #include <stddef.h>
            #include <stdio.h>
            #include <rte_config.h>
            #include <rte_ethdev.h>
            #include <rte_mbuf.h>
            #include <rte_mempool.h>
            #include <rte_version.h>
            static unsigned intr_bits(int lsc, int rxq) {
              union { struct rte_eth_intr_conf conf; unsigned bits; } u = {0};
              u.conf.lsc = lsc; u.conf.rxq = rxq; return u.bits;
            }
            static unsigned link_bits(void) {
              union { struct rte_eth_link link; unsigned words[2]; } u = {0};
              u.link.link_status = 1; return u.words[1];
            }
            static unsigned long long offload(unsigned l2, unsigned l3) {
              struct rte_mbuf m = {0}; m.l2_len = l2; m.l3_len = l3; return m.tx_offload;
            }
            int main(void) {
            """;

    @TempDir
    Path folder;

    private final Map<String, Long> expected = new LinkedHashMap<>();

    @Test
    void shouldBeWhatTheCompilerSaysOfTheHeadersHere() throws IOException, InterruptedException {
        Path headers = Path.of(HEADERS, "usr/include/dpdk");
        if (!Files.isExecutable(Path.of("/usr/bin/gcc")) || !Files.isDirectory(headers)) {
            System.out.println("SKIPPED: no gcc or no libdpdk-dev, so the layout is not checked");
            Assumptions.abort("no gcc or no libdpdk-dev");
        }
        List<String> version = compile(List.of("RTE_VER_YEAR", "RTE_VER_MONTH"));
        String release = version.get(0) + "." + version.get(1);
        // The libraries of the release of November are numbered by the year that follows.
        Abi abi = Abi.of(Integer.parseInt(version.get(0)) + 1);
        assertNotNull(abi, "DPDK " + release + " has no table");
        assertEquals(release, abi.release());
        table(abi);
        mbufs();
        pools();
        devices();
        flags();
        Iterator<String> seen = compile(List.copyOf(expected.keySet())).iterator();
        for (Map.Entry<String, Long> entry : expected.entrySet()) {
            assertEquals(entry.getValue(), Long.parseLong(seen.next()), entry.getKey());
        }
        System.out.println("DPDK " + abi.release() + ": " + expected.size() + " places compared");
    }

    private List<String> compile(List<String> expressions)
            throws IOException, InterruptedException {
        var program = new StringBuilder(INCLUDE);
        for (String expression : expressions) {
            program.append("printf(\"%lld\\n\", (long long)(")
                    .append(expression)
                    .append("));\n");
        }
        Path source = folder.resolve("layout.c");
        Files.writeString(source, program.append("return 0; }\n"));
        Path binary = folder.resolve("layout");
        var command = new ArrayList<>(List.of("gcc", "-w", "-march=native"));
        for (String include : List.of("usr/include/dpdk", "usr/include/x86_64-linux-gnu/dpdk")) {
            command.add("-I" + Path.of(HEADERS, include));
        }
        command.addAll(List.of("-o", binary.toString(), source.toString()));
        assertEquals(0, run(command), () -> said());
        assertEquals(0, run(List.of(binary.toString())));
        return Files.readAllLines(folder.resolve("out"));
    }

    private int run(List<String> command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("out").toFile())
                .start()
                .waitFor();
    }

    private String said() {
        try {
            return Files.readString(folder.resolve("out"));
        } catch (IOException unreadable) {
            return unreadable.toString();
        }
    }

    private void table(Abi abi) {
        Abi.FpOps ops = abi.fpOps();
        expected.put("sizeof(struct rte_eth_fp_ops)", (long) ops.bytes());
        at("rte_eth_fp_ops", "rx_pkt_burst", ops.rxBurst());
        at("rte_eth_fp_ops", "rxq.data", ops.rxQueues());
        at("rte_eth_fp_ops", "tx_pkt_burst", ops.txBurst());
        at("rte_eth_fp_ops", "txq.data", ops.txQueues());
        expected.put("sizeof(struct rte_eth_conf)", (long) abi.confBytes());
        at("rte_eth_conf", "intr_conf", abi.confInterrupts());
        at("rte_eth_dev_info", "max_rx_pktlen", abi.infoRxPacketBytes());
    }

    private void mbufs() {
        expected.put("sizeof(struct rte_mbuf)", (long) Abi.MBUF_BYTES);
        at("rte_mbuf", "buf_addr", Abi.MBUF_BUFFER);
        at("rte_mbuf", "data_off", Abi.MBUF_DATA_OFFSET);
        at("rte_mbuf", "refcnt", Abi.MBUF_REFERENCES);
        at("rte_mbuf", "nb_segs", Abi.MBUF_SEGMENTS);
        at("rte_mbuf", "port", Abi.MBUF_PORT);
        at("rte_mbuf", "ol_flags", Abi.MBUF_FLAGS);
        at("rte_mbuf", "packet_type", Abi.MBUF_PACKET_TYPE);
        at("rte_mbuf", "pkt_len", Abi.MBUF_PACKET_BYTES);
        at("rte_mbuf", "data_len", Abi.MBUF_DATA_BYTES);
        at("rte_mbuf", "vlan_tci", Abi.MBUF_VLAN);
        at("rte_mbuf", "next", Abi.MBUF_NEXT);
        at("rte_mbuf", "tx_offload", Abi.MBUF_TX_OFFLOAD);
        expected.put("offload(14, 20)", 14L | 20L << 7);
        expected.put("RTE_PKTMBUF_HEADROOM", (long) Abi.HEADROOM_BYTES);
        expected.put("RTE_MBUF_PORT_INVALID", 0xffffL);
    }

    private void pools() {
        at("rte_mempool", "cache_size", Abi.POOL_CACHE_SIZE);
        at("rte_mempool", "ops_index", Abi.POOL_OPS_INDEX);
        at("rte_mempool", "local_cache", Abi.POOL_CACHES);
        expected.put("sizeof(struct rte_mempool_cache)", (long) Abi.CACHE_BYTES);
        at("rte_mempool_cache", "len", Abi.CACHE_COUNT);
        at("rte_mempool_cache", "objs", Abi.CACHE_OBJECTS);
        at("rte_mempool_ops_table", "ops", Abi.OPS_TABLE_FIRST);
        expected.put("sizeof(struct rte_mempool_ops)", (long) Abi.OPS_BYTES);
        at("rte_mempool_ops", "dequeue", Abi.OPS_DEQUEUE);
    }

    private void devices() {
        at("rte_eth_conf", "rxmode.mtu", Abi.CONF_RX_MTU);
        at("rte_eth_conf", "rxmode.offloads", Abi.CONF_RX_OFFLOADS);
        at("rte_eth_conf", "txmode.offloads", Abi.CONF_TX_OFFLOADS);
        expected.put("intr_bits(1, 0)", (long) Abi.INTERRUPT_LINK);
        expected.put("intr_bits(0, 1)", (long) Abi.INTERRUPT_RX);
        expected.put("sizeof(struct rte_eth_dev_info)", (long) Abi.INFO_BYTES);
        at("rte_eth_dev_info", "device", Abi.INFO_DEVICE);
        at("rte_eth_dev_info", "driver_name", Abi.INFO_DRIVER);
        at("rte_eth_dev_info", "if_index", Abi.INFO_INTERFACE);
        at("rte_eth_dev_info", "max_mtu", Abi.INFO_MOST_MTU);
        at("rte_eth_dev_info", "dev_flags", Abi.INFO_FLAGS);
        at("rte_eth_dev_info", "rx_offload_capa", Abi.INFO_RX_OFFLOADS);
        at("rte_eth_dev_info", "tx_offload_capa", Abi.INFO_TX_OFFLOADS);
        expected.put("RTE_ETH_DEV_INTR_LSC", (long) Abi.FLAG_LINK_INTERRUPT);
        expected.put("sizeof(struct rte_eth_stats)", (long) Abi.STATS_BYTES);
        at("rte_eth_stats", "ipackets", 0);
        at("rte_eth_stats", "opackets", 8);
        at("rte_eth_stats", "ibytes", 16);
        at("rte_eth_stats", "obytes", 24);
        at("rte_eth_stats", "imissed", Abi.STATS_MISSED);
        at("rte_eth_stats", "ierrors", 40);
        at("rte_eth_stats", "oerrors", 48);
        at("rte_eth_stats", "rx_nombuf", Abi.STATS_NO_MBUF);
        expected.put("sizeof(struct rte_eth_xstat)", (long) Abi.XSTAT_BYTES);
        at("rte_eth_xstat", "id", 0);
        at("rte_eth_xstat", "value", Abi.XSTAT_VALUE);
        expected.put("sizeof(struct rte_eth_xstat_name)", (long) Abi.XSTAT_NAME_BYTES);
        at("rte_eth_link", "link_speed", 0);
        expected.put("sizeof(struct rte_eth_link)", (long) Abi.LINK_BITS + 4);
        expected.put("link_bits()", (long) Abi.LINK_UP);
    }

    private void flags() {
        expected.put("RTE_ETH_RX_OFFLOAD_IPV4_CKSUM", Abi.OFFLOAD_IPV4_CHECKSUM);
        expected.put("RTE_ETH_RX_OFFLOAD_UDP_CKSUM", Abi.OFFLOAD_UDP_CHECKSUM);
        expected.put("RTE_ETH_TX_OFFLOAD_IPV4_CKSUM", Abi.OFFLOAD_IPV4_CHECKSUM);
        expected.put("RTE_ETH_TX_OFFLOAD_UDP_CKSUM", Abi.OFFLOAD_UDP_CHECKSUM);
        expected.put("RTE_MBUF_F_TX_UDP_CKSUM", Abi.TX_UDP_CHECKSUM);
        expected.put("RTE_MBUF_F_TX_IPV4", Abi.TX_IPV4);
        expected.put("RTE_MBUF_F_TX_IPV6", Abi.TX_IPV6);
        expected.put("RTE_MBUF_F_RX_VLAN_STRIPPED", Abi.RX_VLAN_STRIPPED);
        expected.put("RTE_MBUF_F_RX_IP_CKSUM_GOOD", Abi.RX_IP_CHECKSUM_GOOD);
        expected.put("RTE_MBUF_F_RX_IP_CKSUM_BAD", Abi.RX_IP_CHECKSUM_BAD);
        expected.put("RTE_MBUF_F_RX_L4_CKSUM_GOOD", Abi.RX_UDP_CHECKSUM_GOOD);
        expected.put("RTE_MBUF_F_RX_L4_CKSUM_BAD", Abi.RX_UDP_CHECKSUM_BAD);
    }

    private void at(String struct, String field, int offset) {
        assertTrue(offset >= 0);
        expected.put("offsetof(struct " + struct + ", " + field + ")", (long) offset);
    }
}
