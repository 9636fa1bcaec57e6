package io.heddle.planner.internal;

import io.heddle.planner.Fact;
import io.heddle.planner.GpuDirectWish;
import io.heddle.planner.Link;
import io.heddle.planner.OfedSpec;
import io.heddle.planner.RdmaWish;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Set;

/** GPUDirect Storage of one client group: wished, and why a NIC cannot (S102, S105, S108). */
public final class GpuDirect {
    /** What OFED must be installed with (S108). */
    public static final List<String> OPTIONS = List.of("--upstream-libs", "--dpdk");

    private GpuDirect() {}

    public static boolean isWished(GroupView group) {
        return group.isClient() && !(group.spec().gpudirect() instanceof GpuDirectWish.Off);
    }

    /** The interfaces of the NVIDIA configuration; all where none are named. */
    public static List<String> interfaces(GroupView group) {
        return group.spec().gpudirect() instanceof GpuDirectWish.OnFor(List<String> nics)
                ? nics
                : group.nics().stream().map(NicView::name).toList();
    }

    /** A NIC of the group by name, or null. */
    public static @Nullable NicView nic(GroupView group, String name) {
        for (NicView nic : group.nics()) {
            if (nic.name().equals(name)) {
                return nic;
            }
        }
        return null;
    }

    /** Why an interface does no RDMA (S102), or null. */
    public static @Nullable String withoutRdma(RdmaView rdma, @Nullable NicView nic) {
        if (nic == null) {
            return "it is not among the data NICs";
        }
        String model = rdma.wrongModel(nic);
        return model == null ? rdma.wrongOfed(nic) : model;
    }

    /** What the OFED of a NIC was not installed with (S108), or null. */
    public static @Nullable String withoutOptions(NicView nic) {
        return switch (nic.spec().ofed()) {
            case Fact.Unstated<OfedSpec> _ -> "its OFED is not stated";
            case Fact.Unknown<OfedSpec>(String because) ->
                "its OFED is unknown, because " + because;
            case Fact.Stated<OfedSpec>(OfedSpec.Absent absent) -> "it has no OFED";
            case Fact.Stated<OfedSpec>(OfedSpec.Installed installed) ->
                switch (installed.options()) {
                    case Fact.Unstated<List<String>> _ -> "the options of its OFED are not stated";
                    case Fact.Unknown<List<String>>(String because) ->
                        "the options of its OFED are unknown, because " + because;
                    case Fact.Stated<List<String>>(List<String> options) ->
                        options.containsAll(OPTIONS)
                                ? null
                                : "OFED was installed with "
                                        + (options.isEmpty()
                                                ? "no options"
                                                : String.join(" ", options));
                };
        };
    }

    /** Whether it is on: wished, RDMA is on, and every interface can. */
    static boolean isOn(GroupView group, RdmaView rdma, Set<String> off) {
        boolean switchedOff = group.spec().rdma() == RdmaWish.OFF && !off.contains("S113");
        List<String> names = interfaces(group);
        if (!isWished(group) || !rdma.plan().active() || switchedOff || names.isEmpty()) {
            return false;
        }
        for (String name : names) {
            NicView nic = nic(group, name);
            if (!off.contains("S102") && withoutRdma(rdma, nic) != null) {
                return false;
            }
            if (nic != null && !off.contains("S105") && nic.spec().link() != Link.INFINIBAND) {
                return false;
            }
            if (nic != null && !off.contains("S108") && withoutOptions(nic) != null) {
                return false;
            }
        }
        return true;
    }
}
