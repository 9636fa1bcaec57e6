package io.heddle.dpdk;

import io.heddle.net.spi.Reason;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What a machine has of DPDK, read from its files.
 *
 * @param release the newest release here that this bundle knows, such as "22.11", or null
 * @param abi the number of that release's libraries, such as 23 of {@code librte_eal.so.23}; 0
 *     without one
 * @param folder where those libraries are, such as "/usr/lib/x86_64-linux-gnu"
 * @param pmds the poll mode drivers there, by the names of their libraries, such as "af_packet"
 * @param capabilities the effective capabilities of this process, capabilities(7), as bits
 * @param hugeBytesFree memory in huge pages that nobody uses
 * @param against why nothing of DPDK can run here, whatever the device; empty if it can
 * @param evidence what speaks for it, or makes it slower than it could be
 */
public record DpdkFacts(
        @Nullable String release,
        int abi,
        String folder,
        Set<String> pmds,
        long capabilities,
        long hugeBytesFree,
        List<Reason> against,
        List<Reason> evidence) {
    /** The pools of two ports of frames of 9,000 bytes; with less, none is put into huge pages. */
    public static final long LEAST_HUGE_BYTES = 80L << 20;

    /** What gives a machine enough: 1 GiB in pages of 2 MiB. */
    public static final String HUGE_REMEDY =
            "Run `echo 512 > /proc/sys/vm/nr_hugepages` before this process starts.";

    private static final String PACKAGES = "S40";
    private static final String MEMORY = "S17";
    private static final String RIGHTS = "S38";
    private static final String STATUS_PATH = "/proc/self/status";
    private static final int CAP_NET_ADMIN = 12;
    private static final int CAP_NET_RAW = 13;
    private static final int CAP_SYS_ADMIN = 21;

    public DpdkFacts {
        pmds = Set.copyOf(pmds);
        against = List.copyOf(against);
        evidence = List.copyOf(evidence);
    }

    /** Why that poll mode driver cannot run here, each reason with its remedy; empty if it can. */
    public List<Reason> missing(String pmd) {
        if (!against.isEmpty()) {
            return against;
        }
        var missing = new ArrayList<Reason>();
        if (!pmds.contains(pmd)) {
            missing.add(new Reason(
                    PACKAGES,
                    "The poll mode driver " + pmd + " of DPDK " + release + " is not installed.",
                    folder + "/librte_net_" + pmd + ".so." + abi,
                    "absent",
                    "present",
                    "Run `apt-get install --no-install-recommends " + debianPackage(pmd, abi)
                            + "`."));
        }
        int right = right(pmd);
        if (right >= 0 && (capabilities >> right & 1) == 0) {
            missing.add(new Reason(
                    RIGHTS,
                    "This process may not open devices of " + pmd + ".",
                    STATUS_PATH,
                    "CapEff " + Long.toHexString(capabilities),
                    "capability " + right,
                    "Run it as root, or give it " + name(right) + "."));
        }
        if (right == CAP_SYS_ADMIN && hugeBytesFree < LEAST_HUGE_BYTES) {
            missing.add(new Reason(
                    MEMORY,
                    "Devices of " + pmd + " need packet buffers in huge pages.",
                    "/sys/kernel/mm/hugepages",
                    (hugeBytesFree >> 20) + " MiB free",
                    (LEAST_HUGE_BYTES >> 20) + " MiB free",
                    HUGE_REMEDY));
        }
        return List.copyOf(missing);
    }

    /** Such as librte-net-af-packet23 or librte-net-mlx5-23. */
    static String debianPackage(String pmd, int abi) {
        boolean digit = !pmd.isEmpty() && Character.isDigit(pmd.charAt(pmd.length() - 1));
        return "librte-net-" + pmd.replace('_', '-') + (digit ? "-" : "") + abi;
    }

    private static int right(String pmd) {
        return switch (pmd) {
            case "memif", "ring", "null" -> -1;
            case "af_packet" -> CAP_NET_RAW;
            case "tap" -> CAP_NET_ADMIN;
            default -> CAP_SYS_ADMIN;
        };
    }

    private static String name(int right) {
        return switch (right) {
            case CAP_NET_ADMIN -> "CAP_NET_ADMIN";
            case CAP_NET_RAW -> "CAP_NET_RAW";
            default -> "CAP_SYS_ADMIN";
        };
    }
}
