package io.heddle.bench.net;

import io.heddle.bench.lab.Lab;
import io.heddle.bench.lab.Shell;
import io.heddle.dpdk.Dpdk;
import io.heddle.hardware.Inventory;
import io.heddle.net.spi.Reason;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;

/** Why a link cannot be measured here, in a sentence with the remedy. */
final class Obstacles {
    private Obstacles() {}

    /** Of a link with ports of Heddle at both ends, or null. */
    static @Nullable String of(Wiring.Link link) {
        if (link == Wiring.Link.MEMIF_ZERO_COPY) {
            return "Ports refuse zero-copy=yes of memif, which closes descriptors of EAL's own memory"
                    + " when the peer goes (docs/decisions/0054): run memif with its copy.";
        }
        String lab = link.isMemif() ? null : Lab.obstacle();
        String pmd = link.pmd();
        return lab != null || pmd == null ? lab : dpdk(pmd);
    }

    private static @Nullable String dpdk(String pmd) {
        Dpdk dpdk = ServiceLoader.load(Dpdk.class).findFirst().orElse(null);
        if (dpdk == null) {
            return "The bundle io.heddle.dpdk is not on the class path: build it.";
        }
        try {
            List<Reason> missing = dpdk.facts(Inventory.read(Path.of("/"))).missing(pmd);
            if (missing.isEmpty()) {
                return null;
            }
            String remedy = missing.getFirst().remedy();
            return missing.getFirst().sentence() + (remedy == null ? "" : ". " + remedy);
        } catch (java.io.UncheckedIOException unreadable) {
            return "The machine cannot be read: " + unreadable.getMessage() + ".";
        }
    }

    /** Of a link with testpmd at both ends, or null. */
    static @Nullable String ofTestpmd(Wiring.Link link) {
        String ours = of(link);
        return ours != null || Shell.has(Testpmd.PROGRAM)
                ? ours
                : "The program " + Testpmd.PROGRAM
                        + " is missing: apt-get install --no-install-recommends dpdk-dev.";
    }
}
