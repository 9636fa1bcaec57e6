package io.heddle.planner.internal;

import io.heddle.planner.IpPlan;

import java.util.List;
import java.util.Set;

/**
 * All that is decided for one group, before rules comment on it.
 *
 * @param results what the prerequisites of DPDK came to
 * @param ips what the chosen network needs
 * @param otherIps what the network that was not chosen would need
 * @param usesRdma whether the group's servers use RDMA
 * @param gpudirect whether GPUDirect Storage is on
 * @param off rules that are switched off
 */
public record Scene(
        ClusterView cluster,
        GroupView group,
        Choice choice,
        List<Prerequisite.Result> results,
        IpPlan ips,
        IpPlan otherIps,
        Ranges ranges,
        RdmaView rdma,
        boolean usesRdma,
        boolean gpudirect,
        Set<String> off) {

    /** The group's name, as a finding's subject. */
    public String name() {
        return group.spec().name();
    }

    public boolean isDpdk() {
        return choice.isDpdk();
    }
}
