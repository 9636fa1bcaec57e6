package io.heddle.planner;

import static io.heddle.planner.Golden.golden;
import static io.heddle.planner.Plans.says;
import static io.heddle.planner.Plans.uses;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** What DPDK rests on: S42 to S50, S65 to S67, S69, S70, S75, S76, S78, S79. */
class DriverGoldenTest {
    private static final String OLD = "{\"version\": \"5.4-1.0.3.0\", \"loaded\": false}";

    private static void refused(Doc doc, String rule) {
        Plan plan = doc.plan();
        says(plan, rule, Verdict.REFUSED);
        assertEquals(Verdict.REFUSED, plan.verdict());
    }

    @Test
    void s42ShouldUseTheDpdkOfOfed() {
        golden("S42", Doc.backends(Doc.CX5), plan -> says(plan, "S42", Verdict.OK));
        refused(Doc.backends(Doc.CX5).nic("ofed", null), "S42");
        refused(Doc.backends(Doc.CX5).nic("kernelDriver", "vfio-pci"), "S42");
    }

    @Test
    void s43ShouldUseTheDriverOfTheIntelCard() {
        golden("S43", Doc.backends(Doc.OTHER), plan -> says(plan, "S43", Verdict.OK));
        says(Doc.backends(Doc.E810).nic("kernelDriver", "vfio-pci").plan(), "S43", Verdict.OK);
        refused(Doc.backends(Doc.OTHER).nic("kernelDriver", "mlx5_core"), "S43");
        says(
                Doc.backends(Doc.OTHER).without("groups/0/nics/0/kernelDriver").plan(),
                "S43",
                Verdict.NOTE);
    }

    @Test
    void s44ShouldTellPhysicalFromVirtualFunctions() {
        golden("S44", Doc.backends(Doc.OTHER), plan -> says(plan, "S44", Verdict.OK));
        Plan virtual = Doc.backends("8086:10ed").nic("function", "vf").plan();
        Finding finding = Plans.last(virtual).findings().stream()
                .filter(each -> each.rule().equals("S44"))
                .findFirst()
                .orElseThrow();
        assertEquals(
                "a virtual function: its physical function makes and configures it",
                finding.evidence());
    }

    @Test
    void s46ShouldWantAFunctionForEachProcessWithAnAddress() {
        Doc few = Doc.backends(Doc.OTHER).nic("sriov/vfs", 9);
        golden("S46", few, plan -> {
            says(plan, "S46", Verdict.ALERT);
            assertEquals(Verdict.OK, plan.verdict());
        });
        says(Doc.backends(Doc.OTHER).nic("sriov/vfs", 10).plan(), "S46", Verdict.OK);
        says(Doc.backends(Doc.E810).nic("sriov/vfs", 0).plan(), "S46", Verdict.OK);
    }

    @Test
    void s49ShouldWantSriovInKernelBiosAndNic() {
        golden("S49", Doc.backends(Doc.OTHER), plan -> says(plan, "S49", Verdict.OK));
        Doc doc = Doc.backends(Doc.OTHER);
        refused(doc.nic("sriov/kernel", false), "S49");
        refused(doc.nic("sriov/bios", false), "S49");
        refused(doc.nic("sriov/nic", false), "S49");
        says(doc.without("groups/0/nics/0/sriov").plan(), "S49", Verdict.NOTE);
    }

    @Test
    void s50ShouldWarnThatSriovIsOffByDefault() {
        golden("S50", Doc.backends(Doc.OTHER), plan -> says(plan, "S50", Verdict.OK));
        Doc doc = Doc.backends(Doc.OTHER);
        says(doc.nic("sriov/nic", false).plan(), "S50", Verdict.ALERT);
        says(doc.without("groups/0/nics/0/sriov/bios").plan(), "S50", Verdict.NOTE);
    }

    @Test
    void s65ShouldWantConnectX4OrNewer() {
        golden("S65", Doc.backends(Doc.CX4), plan -> {
            says(plan, "S65", Verdict.OK);
            uses(plan, "DPDK mellanox poll");
        });
        refused(Doc.backends(Doc.CX3), "S65");
    }

    @Test
    void s66ShouldWantOfedInstalledAndLoaded() {
        golden("S66", Doc.backends(Doc.CX5).nic("ofed", OLD), plan -> {
            says(plan, "S66", Verdict.REFUSED);
            assertEquals(Verdict.REFUSED, plan.verdict());
            uses(plan, "DPDK mellanox poll");
        });
        refused(Doc.backends(Doc.CX5).nic("ofed", null), "S66");
        Plan unsaid = Doc.backends(Doc.CX5).without("groups/0/nics/0/ofed").plan();
        says(unsaid, "S66", Verdict.NOTE);
        uses(unsaid, "DPDK mellanox poll");
        assertEquals(Verdict.OK, unsaid.verdict());
    }

    @Test
    void s67ShouldNotAskMellanoxForSriov() {
        Doc off = Doc.backends(Doc.CX5).nic("sriov", "{\"bios\": false, \"nic\": false}");
        golden("S67", off, plan -> {
            says(plan, "S67", Verdict.OK);
            assertEquals(Verdict.OK, plan.verdict());
        });
    }

    @Test
    void s69ShouldWantSriovForAnE810() {
        golden("S69", Doc.backends(Doc.E810).nic("sriov/bios", false), plan -> {
            assertEquals(
                    java.util.List.of(Verdict.REFUSED, Verdict.OK), Plans.verdicts(plan, "S69"));
            Plans.counts(plan, 8, "8 servers = 8", "S69");
            uses(plan, "DPDK e810 poll");
        });
        assertEquals(Verdict.OK, Doc.backends(Doc.E810).plan().verdict());
    }

    @Test
    void s70ShouldWantSriovForOtherNics() {
        golden("S70", Doc.backends(Doc.OTHER), plan -> says(plan, "S70", Verdict.OK));
        refused(Doc.backends(Doc.OTHER).nic("sriov/bios", false), "S70");
        refused(Doc.backends(Doc.OTHER).nic("sriov/nic", false), "S70");
        Plan kernel = Doc.backends(Doc.OTHER).nic("sriov/kernel", false).plan();
        says(kernel, "S70", Verdict.OK);
        assertEquals(Verdict.REFUSED, kernel.verdict());
        Plan unsaid = Doc.backends(Doc.OTHER).without("groups/0/nics/0/sriov").plan();
        says(unsaid, "S70", Verdict.NOTE);
        Plans.counts(unsaid, 88, "8 x 10 I/O processes + 8 servers = 88", "S71");
    }

    @Test
    void s75ShouldWantOfedOnAMellanoxClient() {
        golden("S75", Doc.clients(Doc.CX5).nic("ofed", OLD), plan -> {
            says(plan, "S75", Verdict.ALERT);
            uses(plan, "UDP udp-native kernel");
            assertEquals(Verdict.OK, plan.verdict());
        });
        refused(Doc.clients(Doc.CX5).nic("ofed", null).group("net", "dpdk"), "S75");
    }

    @Test
    void s76ShouldNotAskAMellanoxClientForSriov() {
        golden("S76", Doc.clients(Doc.CX5), plan -> {
            says(plan, "S76", Verdict.OK);
            uses(plan, "DPDK mellanox poll");
        });
    }

    @Test
    void s78ShouldWantSriovForAnE810Client() {
        Doc off = Doc.clients(Doc.E810).nic("sriov/nic", false).group("net", "dpdk");
        golden("S78", off, plan -> {
            assertEquals(
                    java.util.List.of(Verdict.REFUSED, Verdict.OK), Plans.verdicts(plan, "S78"));
            Plans.counts(plan, 10, "10 clients = 10", "S78");
        });
        uses(Doc.clients(Doc.E810).nic("sriov/nic", false).plan(), "UDP udp-native kernel");
    }

    @Test
    void s79ShouldWantSriovForOtherClients() {
        golden("S79", Doc.clients(Doc.OTHER).nic("sriov/bios", false), plan -> {
            says(plan, "S79", Verdict.ALERT);
            uses(plan, "UDP udp-native kernel");
            Plans.counts(plan, 10, "10 clients = 10", "S83");
        });
        refused(Doc.clients(Doc.OTHER).nic("sriov/bios", false).group("net", "dpdk"), "S79");
    }
}
