package io.heddle.planner.internal.rules;

import io.heddle.hardware.NicFact;
import io.heddle.planner.ClusterSpec;
import io.heddle.planner.Fabric;
import io.heddle.planner.RdmaPlan;
import io.heddle.planner.RdmaWish;
import io.heddle.planner.internal.GpuDirect;
import io.heddle.planner.internal.NicView;
import io.heddle.planner.internal.Notes;
import io.heddle.planner.internal.OfedVersion;
import io.heddle.planner.internal.RdmaView;
import io.heddle.planner.internal.Rule;
import io.heddle.planner.internal.Scene;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.Function;

/** RDMA: it is used where all is there, and each no is a note; GPUDirect turns it into an alert. */
final class RdmaRules {
    static final List<Rule> ALL = List.of(
            new Rule("S99", RdmaRules::s99),
            new Rule("S101", RdmaRules::s101),
            new Rule("S103", RdmaRules::s103),
            new Rule("S104", RdmaRules::s104),
            new Rule("S106", RdmaRules::s106),
            new Rule("S107", RdmaRules::s107),
            new Rule("S110", RdmaRules::s110),
            new Rule("S111", RdmaRules::s111),
            new Rule("S113", RdmaRules::s113));

    private RdmaRules() {}

    private static void s99(Scene scene, Notes notes) {
        if (scene.usesRdma()) {
            notes.ok(
                    scene.name(),
                    "reads from " + RdmaView.LEAST_READ_BYTES + " bytes, writes from "
                            + RdmaView.LEAST_WRITE_BYTES + " bytes",
                    "RDMA for reads >= 32 KiB and writes >= 256 KiB only");
        }
    }

    private static void s101(Scene scene, Notes notes) {
        String want = "RDMA on all servers of the cluster";
        String why = reason(scene, "S101");
        no(scene, notes, scene.name(), why, "all backends support RDMA", want);
    }

    private static void s103(Scene scene, Notes notes) {
        if (!scene.group().isClient()) {
            return;
        }
        String want = "RDMA on all NICs of the client";
        if (scene.rdma().allQualify(scene.group())) {
            notes.ok(scene.name(), scene.group().nics().size() + " NICs support RDMA", want);
        } else {
            notes.note(scene.name(), "not all NICs support RDMA", want);
        }
    }

    private static void s104(Scene scene, Notes notes) {
        String want = "no RDMA for encrypted file systems";
        for (ClusterSpec.Filesystem filesystem : scene.cluster().spec().filesystems()) {
            if (filesystem.encrypted()) {
                notes.note(filesystem.name(), "encrypted=true: it falls back", want);
            } else {
                notes.ok(filesystem.name(), "encrypted=false", want);
            }
        }
    }

    private static void s106(Scene scene, Notes notes) {
        each(
                scene,
                notes,
                "an RDMA NIC such as ConnectX-5 or -6",
                scene.rdma()::wrongModel,
                nic -> nic.described() + " by " + nic.source(NicFact.RDMA));
    }

    private static void s107(Scene scene, Notes notes) {
        each(
                scene,
                notes,
                "OFED " + OfedVersion.LEAST + " or newer",
                nic -> nic.hasRdma() ? scene.rdma().wrongOfed(nic) : null,
                nic -> nic.hasRdma() ? "its OFED is new enough" : "not asked, it is no RDMA NIC");
    }

    private static void each(
            Scene scene,
            Notes notes,
            String want,
            Function<NicView, @Nullable String> fault,
            Function<NicView, String> evidence) {
        for (NicView nic : scene.group().nics()) {
            no(scene, notes, nic.name(), fault.apply(nic), evidence.apply(nic), want);
        }
    }

    private static void s110(Scene scene, Notes notes) {
        if (scene.usesRdma() && scene.group().isClient() && !scene.gpudirect()) {
            notes.ok(
                    scene.name(),
                    "RDMA without GPUDirect: the page cache is used",
                    "the page cache for RDMA clients");
        }
    }

    private static void s111(Scene scene, Notes notes) {
        Fabric fabric = scene.cluster().fabric();
        String mixed = fabric == Fabric.MIXED ? "fabric=mixed" : null;
        no(scene, notes, "cluster", mixed, "fabric=" + fabric.word(), "one fabric in the cluster");
    }

    private static void s113(Scene scene, Notes notes) {
        String want = "RDMA switched on for the cluster and for the group";
        boolean off = scene.group().spec().rdma() == RdmaWish.OFF;
        String fault = off ? "rdma=off" : reason(scene, "S113");
        no(scene, notes, scene.name(), fault, "rdma=auto", want);
    }

    /** Why the cluster has no RDMA by that rule, without its full stop; or null. */
    private static @Nullable String reason(Scene scene, String rule) {
        for (RdmaPlan.Reason reason : scene.rdma().plan().reasons()) {
            if (reason.rule().equals(rule)) {
                return reason.text().substring(0, reason.text().length() - 1);
            }
        }
        return null;
    }

    /** A no is a note, because all works without; who asked for GPUDirect is alerted. */
    private static void no(
            Scene scene,
            Notes notes,
            String subject,
            @Nullable String fault,
            String otherwise,
            String want) {
        if (fault == null) {
            notes.ok(subject, otherwise, want);
        } else if (GpuDirect.isWished(scene.group())) {
            notes.alert(subject, fault, want, "Meet it, or set gpudirect to false for this group.");
        } else {
            notes.note(subject, fault, want);
        }
    }
}
