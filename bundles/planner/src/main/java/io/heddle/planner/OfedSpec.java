package io.heddle.planner;

import java.util.List;

/** Mellanox OFED on the servers of a NIC (S66). */
public sealed interface OfedSpec {
    /** Said to be absent. */
    record Absent() implements OfedSpec {}

    /**
     * Said to be there.
     *
     * @param version such as "5.4-1.0.3.0" (S107)
     * @param loaded whether its modules run
     * @param options what it was installed with, such as "--dpdk" (S108)
     */
    record Installed(Fact<String> version, Fact<Boolean> loaded, Fact<List<String>> options)
            implements OfedSpec {}
}
