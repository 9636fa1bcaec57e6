package io.heddle.systests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Locale;

/**
 * Proves that a mount is swapped between the kernel's UDP and DPDK and back under a verifying load: by
 * the command, by Gogo and by what the console calls. No operation is lost, executed twice or refused,
 * and afterwards the process holds nothing more than before.
 *
 * <p>{@code -Dheddle.lab.swaps=100} swaps that often, {@code -Dheddle.lab.driver=tap} by another driver.
 */
class LabSwapTest {
    private static final int SWAPS = Integer.getInteger("heddle.lab.swaps", 6);
    private static final String DRIVER = System.getProperty("heddle.lab.driver", "af_packet");

    /** Swaps after which all that is loaded once is loaded. */
    private static final int WARM = 2;

    /** Threads of the virtual machine and of the console come and go. */
    private static final int SLACK = 8;

    private long started;
    private double longestStallMs;
    private int swaps;

    @Test
    void shouldSwapBetweenUdpAndDpdkUnderLoadAndLeaveNothing() throws Exception {
        try (var heddle = HeddleProcess.prepare("lab-swap", "--capacity", "1G")) {
            heddle.up();
            LabRun lab = LabRun.up(heddle, DRIVER);
            String udp = lab.network();
            LabRun.Held before = null;
            try (var load = new Load(heddle.mount().resolve("load"))) {
                load.goesOn();
                for (int swap = 0; swap < WARM + SWAPS; swap++) {
                    if (swap == WARM) {
                        before = lab.held();
                    }
                    swap(lab, swap % 2 == 0 ? DRIVER : udp, swap / 2 % 3);
                    load.goesOn();
                }
                System.out.println(String.format(
                        Locale.ROOT,
                        "%d swaps between %s and %s: %d mutations started, 0 lost, 0 executed twice,"
                                + " longest stall %.1f ms, %d files written and read back",
                        swaps,
                        udp,
                        DRIVER,
                        started,
                        longestStallMs,
                        load.done()));
            }
            assertEquals(udp, lab.network());
            assertTrue(before != null);
            leavesNothing(lab, before);
            HeddleProcess.Result down = heddle.run("net", "lab", "down");
            assertEquals(0, down.exit(), down.toString());
            assertEquals(List.of(), lab.links());
        }
    }

    private void swap(LabRun lab, String driver, int way) throws Exception {
        if (way == 1) {
            var line = "heddle:swap " + driver;
            HeddleProcess.Result said = lab.heddle().run("shell", line);
            assertEquals(0, said.exit(), said.toString());
        } else if (way == 2) {
            lab.post("/net/swap", "{\"driver\": \"" + driver + "\"}");
        } else {
            HeddleProcess.Result said = lab.heddle().run("net", "swap", driver);
            assertEquals(0, said.exit(), said.toString());
        }
        JsonNode ledgers = lab.get("/net/swaps");
        JsonNode ledger = ledgers.get(ledgers.size() - 1);
        assertEquals(driver, ledger.path("to").asText(), ledger.toString());
        assertEquals(0, ledger.path("lost").asLong(-1), ledger.toString());
        assertEquals(0, ledger.path("executedTwice").asLong(-1), ledger.toString());
        for (JsonNode finding : ledger.path("findings")) {
            assertTrue(!finding.path("error").asBoolean(), ledger.toString());
        }
        assertEquals(driver, lab.network());
        long devices = lab.metric("heddle_dpdk_devices");
        assertTrue(driver.equals(DRIVER) ? devices > 0 : devices <= 1, devices + " devices");
        started += ledger.path("started").asLong();
        longestStallMs = Math.max(longestStallMs, ledger.path("longestStallMs").asDouble());
        swaps++;
    }

    private static void leavesNothing(LabRun lab, LabRun.Held before) throws Exception {
        assertEquals(0, lab.heddle().json("net", "lab").path("ports").size());
        LabRun.Held after = lab.held();
        System.out.println("before " + before + "\nafter " + after);
        assertTrue(after.descriptors() <= before.descriptors() + SLACK, after.toString());
        assertTrue(after.threads() <= before.threads() + SLACK, after.toString());
        assertTrue(after.hugePages() <= before.hugePages(), after.toString());
        assertEquals(before.links(), after.links());
        // Each pool is counted when its device closes.
        assertEquals(0, lab.metric("heddle_dpdk_mbufs_missing_total"));
    }
}
