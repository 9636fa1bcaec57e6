package io.heddle.planner.internal;

import io.heddle.planner.Fabric;
import io.heddle.planner.Fact;
import io.heddle.planner.OfedSpec;
import io.heddle.planner.RdmaPlan;
import io.heddle.planner.RdmaWish;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Whether the cluster and each group use RDMA, and each reason why not (S101 to S113). */
public final class RdmaView {
    /** RDMA is for reads of at least this many bytes: 32 KiB (S99). */
    public static final int LEAST_READ_BYTES = 32 * 1024;

    /** RDMA is for writes of at least this many bytes: 256 KiB (S99). */
    public static final int LEAST_WRITE_BYTES = 256 * 1024;

    private final ClusterView cluster;
    private final Set<String> off;
    private final RdmaPlan plan;

    RdmaView(ClusterView cluster, Set<String> off) {
        this.cluster = cluster;
        this.off = off;
        List<RdmaPlan.Reason> reasons = reasons();
        plan = new RdmaPlan(reasons.isEmpty(), reasons);
    }

    public RdmaPlan plan() {
        return plan;
    }

    /** Whether a group's own servers use RDMA. */
    public boolean serves(GroupView group) {
        if (!plan.active() || group.spec().rdma() == RdmaWish.OFF && isOn("S113")) {
            return false;
        }
        return group.isBackend() || !isOn("S103") || allQualify(group);
    }

    /** Whether all NICs of a group can do RDMA (S101, S103). */
    public boolean allQualify(GroupView group) {
        return !group.nics().isEmpty()
                && group.nics().stream()
                        .allMatch(nic -> wrongModel(nic) == null && wrongOfed(nic) == null);
    }

    /** Why a NIC cannot do RDMA by its kind (S106), or null. */
    public @Nullable String wrongModel(NicView nic) {
        return nic.hasRdma() || !isOn("S106") ? null : nic.described() + " is no RDMA NIC";
    }

    /** Why the OFED of a NIC cannot do RDMA (S107), or null. */
    public @Nullable String wrongOfed(NicView nic) {
        if (!isOn("S107")) {
            return null;
        }
        return switch (nic.spec().ofed()) {
            case Fact.Unstated<OfedSpec> _ -> "its OFED is not stated";
            case Fact.Unknown<OfedSpec>(String because) ->
                "its OFED is unknown, because " + because;
            case Fact.Stated<OfedSpec>(OfedSpec.Absent absent) -> "it has no OFED";
            case Fact.Stated<OfedSpec>(OfedSpec.Installed installed) -> wrong(installed);
        };
    }

    private static @Nullable String wrong(OfedSpec.Installed ofed) {
        if (ofed.loaded() instanceof Fact.Stated<Boolean>(Boolean loaded) && !loaded) {
            return "its OFED is not loaded";
        }
        return switch (ofed.version()) {
            case Fact.Unstated<String> _ -> "its OFED version is not stated";
            case Fact.Unknown<String>(String because) ->
                "its OFED version is unknown, because " + because;
            case Fact.Stated<String>(String version) ->
                OfedVersion.isEnough(version) ? null : "its OFED is " + version;
        };
    }

    private boolean isOn(String rule) {
        return !off.contains(rule);
    }

    private List<RdmaPlan.Reason> reasons() {
        List<RdmaPlan.Reason> reasons = new ArrayList<>();
        List<GroupView> backends = cluster.backends();
        if (isOn("S101")) {
            addServers(reasons, backends);
        }
        nics(reasons, backends);
        if (isOn("S111") && cluster.fabric() == Fabric.MIXED) {
            reasons.add(new RdmaPlan.Reason(
                    "S111", "The cluster mixes InfiniBand and Ethernet, which rules RDMA out."));
        }
        if (isOn("S113")) {
            wishes(reasons, backends);
        }
        return reasons;
    }

    private void addServers(List<RdmaPlan.Reason> reasons, List<GroupView> backends) {
        if (backends.isEmpty()) {
            reasons.add(new RdmaPlan.Reason("S101", "No group of backends is described."));
            return;
        }
        List<String> without = backends.stream()
                .filter(group -> !allQualify(group))
                .map(group -> group.spec().name())
                .toList();
        if (!without.isEmpty()) {
            reasons.add(new RdmaPlan.Reason(
                    "S101", "Not all servers support RDMA: " + firstOf(without) + " do not."));
        }
    }

    /** One reason for each kind of fault, with the first NIC that has it. */
    private void nics(List<RdmaPlan.Reason> reasons, List<GroupView> backends) {
        Map<String, List<String>> models = new LinkedHashMap<>();
        Map<String, List<String>> ofeds = new LinkedHashMap<>();
        for (GroupView group : backends) {
            for (NicView nic : group.nics()) {
                String at = group.spec().name() + "/" + nic.name();
                put(models, wrongModel(nic), at);
                if (nic.hasRdma()) {
                    put(ofeds, wrongOfed(nic), at);
                }
            }
        }
        models.forEach((fault, at) ->
                reasons.add(new RdmaPlan.Reason("S106", firstOf(at) + ": " + fault + ".")));
        ofeds.forEach((fault, at) -> reasons.add(new RdmaPlan.Reason(
                "S107", firstOf(at) + ": " + fault + ", " + OfedVersion.LEAST + " is wanted.")));
    }

    private static void put(Map<String, List<String>> faults, @Nullable String fault, String at) {
        if (fault != null) {
            faults.computeIfAbsent(fault, _ -> new ArrayList<>()).add(at);
        }
    }

    private void wishes(List<RdmaPlan.Reason> reasons, List<GroupView> backends) {
        if (cluster.spec().rdma() == RdmaWish.OFF) {
            reasons.add(new RdmaPlan.Reason("S113", "RDMA is switched off for the cluster."));
        }
        List<String> without = backends.stream()
                .filter(group -> group.spec().rdma() == RdmaWish.OFF)
                .map(group -> group.spec().name())
                .toList();
        if (!without.isEmpty()) {
            reasons.add(new RdmaPlan.Reason(
                    "S113", "RDMA is switched off for the backends " + firstOf(without) + "."));
        }
    }

    private static String firstOf(List<String> names) {
        return names.size() == 1
                ? names.getFirst()
                : names.getFirst() + " and " + (names.size() - 1) + " more";
    }
}
