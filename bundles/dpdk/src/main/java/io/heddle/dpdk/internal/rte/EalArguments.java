package io.heddle.dpdk.internal.rte;

import io.heddle.dpdk.DpdkFacts;

import java.util.ArrayList;
import java.util.List;

/**
 * The arguments of rte_eal_init(3).
 *
 * @param processors those that the calling thread may use, as the kernel writes them: "0-3,8"
 * @param hugeBytes free memory in huge pages
 * @param pci whether there is a PCI bus for us
 * @param auxiliary whether there is the bus of sub-functions
 */
record EalArguments(String processors, long hugeBytes, long pid, boolean pci, boolean auxiliary) {
    /** Address space; pages of 4 KiB are taken only as pools need them. */
    private static final int PLAIN_MB = 1_024;

    /** No device has this address. Once any is allowed, all others are not even looked at. */
    private static final String NO_DEVICE = "ffff:ff:1f.7";

    boolean huge() {
        return hugeBytes >= DpdkFacts.LEAST_HUGE_BYTES;
    }

    List<String> list() {
        var all = new ArrayList<>(List.of(
                "heddle",
                // One lcore on all of them: EAL would pin the thread that starts it otherwise.
                "--lcores",
                "0@(" + processors + ")",
                "--no-telemetry",
                "--file-prefix",
                "heddle-" + pid,
                "--log-level",
                "5"));
        if (pci) {
            all.addAll(List.of("-a", NO_DEVICE));
        } else {
            all.add("--no-pci");
        }
        if (auxiliary) {
            all.addAll(List.of("-a", "auxiliary:"));
        }
        // Files of memory stay whole, so that memif can pass them to its peer for zero copy.
        all.add("--single-file-segments");
        if (huge()) {
            all.add("--in-memory");
        } else {
            all.addAll(List.of("--no-huge", "--no-shconf", "-m", Integer.toString(PLAIN_MB)));
        }
        return List.copyOf(all);
    }
}
