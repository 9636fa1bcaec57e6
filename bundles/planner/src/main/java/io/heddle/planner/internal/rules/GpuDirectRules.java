package io.heddle.planner.internal.rules;

import io.heddle.planner.Link;
import io.heddle.planner.internal.GpuDirect;
import io.heddle.planner.internal.NicView;
import io.heddle.planner.internal.Notes;
import io.heddle.planner.internal.Rule;
import io.heddle.planner.internal.Scene;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** GPUDirect Storage: what its interfaces need; what is missing is an alert, never a refusal. */
final class GpuDirectRules {
    static final List<Rule> ALL = List.of(
            new Rule("S102", GpuDirectRules::s102),
            new Rule("S105", GpuDirectRules::s105),
            new Rule("S108", GpuDirectRules::s108),
            new Rule("S109", GpuDirectRules::s109));

    private GpuDirectRules() {}

    private static void s102(Scene scene, Notes notes) {
        if (!GpuDirect.isWished(scene.group())) {
            return;
        }
        String want = "RDMA on every interface of the NVIDIA configuration";
        List<String> names = GpuDirect.interfaces(scene.group());
        if (names.isEmpty()) {
            notes.alert(scene.name(), "it names no interface", want, "Name its interfaces.");
        }
        for (String name : names) {
            NicView nic = GpuDirect.nic(scene.group(), name);
            String fault = GpuDirect.withoutRdma(scene.rdma(), nic);
            judge(notes, name, fault, "it supports RDMA", want, "Use interfaces that do RDMA.");
        }
    }

    private static void s105(Scene scene, Notes notes) {
        String want = "InfiniBand for GPUDirect";
        for (NicView nic : wished(scene)) {
            String link = "link=" + nic.spec().link().word();
            String fault = nic.spec().link() == Link.INFINIBAND ? null : link;
            judge(notes, nic.name(), fault, link, want, "Use InfiniBand interfaces.");
        }
    }

    private static void s108(Scene scene, Notes notes) {
        String options = String.join(" and ", GpuDirect.OPTIONS);
        for (NicView nic : wished(scene)) {
            judge(
                    notes,
                    nic.name(),
                    GpuDirect.withoutOptions(nic),
                    "installed with " + options,
                    "OFED installed with " + options,
                    "Install OFED again with " + options + ".");
        }
    }

    private static void s109(Scene scene, Notes notes) {
        if (scene.gpudirect()) {
            notes.ok(
                    scene.name(),
                    "gpudirect=true: the page cache is bypassed",
                    "no page cache under GPUDirect");
        }
    }

    private static List<NicView> wished(Scene scene) {
        if (!GpuDirect.isWished(scene.group())) {
            return List.of();
        }
        List<String> names = GpuDirect.interfaces(scene.group());
        return scene.group().nics().stream()
                .filter(nic -> names.contains(nic.name()))
                .toList();
    }

    private static void judge(
            Notes notes,
            String subject,
            @Nullable String fault,
            String otherwise,
            String want,
            String remedy) {
        if (fault == null) {
            notes.ok(subject, otherwise, want);
        } else {
            notes.alert(subject, fault, want, remedy);
        }
    }
}
