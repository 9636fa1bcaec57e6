package io.heddle.planner;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one group gets, or would need where it is refused.
 *
 * @param rdma whether the group reads and writes remote memory
 * @param driver as {@code heddle net drivers} names it
 * @param rdmaFilesystems for each file system whether the group uses RDMA there (S104)
 * @param rules the numbers of the rules that chose network, driver and count, in order
 * @param addresses what it gets of the given ranges; empty where none are given or too small
 * @param numa which NIC serves which processes of a server
 * @param findings every rule that was looked at, in the order of their numbers
 */
public record GroupPlan(
        String name,
        Role role,
        Network network,
        boolean rdma,
        String driver,
        RxMode rxMode,
        boolean gpudirect,
        IpPlan ips,
        Map<String, Boolean> rdmaFilesystems,
        List<String> rules,
        List<AddressRange> addresses,
        List<NumaLane> numa,
        List<Finding> findings) {

    public GroupPlan {
        rdmaFilesystems = Collections.unmodifiableMap(new LinkedHashMap<>(rdmaFilesystems));
        rules = List.copyOf(rules);
        addresses = List.copyOf(addresses);
        numa = List.copyOf(numa);
        findings = List.copyOf(findings);
    }

    /** Such as "DPDK / RDMA". */
    public String networkText() {
        return network.text(rdma);
    }

    /** The worst of its findings. */
    public Verdict verdict() {
        Verdict worst = Verdict.OK;
        for (Finding finding : findings) {
            worst = finding.verdict().compareTo(worst) > 0 ? finding.verdict() : worst;
        }
        return worst;
    }
}
