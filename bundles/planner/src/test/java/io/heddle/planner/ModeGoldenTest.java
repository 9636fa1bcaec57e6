package io.heddle.planner;

import static io.heddle.planner.Golden.golden;
import static io.heddle.planner.Plans.says;
import static io.heddle.planner.Plans.uses;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Fabric and mode: S25 to S29, S35, S52 to S58. */
class ModeGoldenTest {
    private static Doc cpu(String pci) {
        return Doc.clients(pci).set("mode", "cpu");
    }

    @Test
    void s25ShouldTakeTheFabricThatIsThere() {
        golden("S25", Doc.backends(Doc.CX6).nic("link", "infiniband"), plan -> {
            assertEquals(Fabric.INFINIBAND, plan.fabric());
            says(plan, "S25", Verdict.OK);
        });
        assertEquals(Fabric.ETHERNET, Doc.backends(Doc.CX6).plan().fabric());
        assertEquals(
                Fabric.MIXED, Doc.both(Doc.CX6).nic("link", "infiniband").plan().fabric());
    }

    @Test
    void s26ShouldAlertWhenBackendsLackTheFabricOfAClient() {
        Doc mixed = Doc.both(Doc.CX6).nic("link", "infiniband");
        golden("S26", mixed, plan -> says(plan, "S26", Verdict.ALERT));
        Doc onBoth = Doc.backends(Doc.CX6)
                .twoNics()
                .set("groups/0/nics/1/link", "infiniband")
                .client(Doc.CX6);
        says(onBoth.plan(), "S26", Verdict.OK);
        assertEquals(Verdict.OK, onBoth.plan().verdict());
    }

    @Test
    void s28ShouldDedicateCoresAndUseDpdkInPerformanceMode() {
        golden("S28", Doc.clients(Doc.CX5), plan -> {
            says(plan, "S28", Verdict.OK);
            uses(plan, "DPDK mellanox poll");
        });
        says(Doc.clients(Doc.CX3).plan(), "S28", Verdict.ALERT);
    }

    @Test
    void s29ShouldShareCoresAndUseDpdkWhereTheDriverCan() {
        golden("S29", cpu(Doc.OTHER), plan -> {
            says(plan, "S29", Verdict.OK);
            uses(plan, "DPDK dpdk-generic interrupt");
        });
        uses(cpu(Doc.ENA).plan(), "UDP udp-native kernel");
    }

    @Test
    void s35ShouldWantOneMtuOverThePath() {
        golden("S35", Doc.both(Doc.CX5), plan -> says(plan, "S35", Verdict.OK));
        Plan differs = Doc.both(Doc.CX5).nic("mtu", 1500).plan();
        says(differs, "S35", Verdict.ALERT);
        assertEquals(Verdict.OK, differs.verdict());
        says(Doc.both(Doc.CX5).without("groups/1/nics/0/mtu").plan(), "S35", Verdict.NOTE);
    }

    @Test
    void s52ShouldKeepStatefulClientsOnUdp() {
        golden("S52", cpu(Doc.OTHER).group("stateless", false), plan -> {
            says(plan, "S52", Verdict.ALERT);
            uses(plan, "UDP udp-native kernel");
            assertEquals(Verdict.OK, plan.verdict());
        });
        Plan asked =
                cpu(Doc.OTHER).group("stateless", false).group("net", "dpdk").plan();
        says(asked, "S52", Verdict.REFUSED);
        uses(asked, "DPDK dpdk-generic interrupt");
    }

    @Test
    void s53ShouldRecommendDpdkWithoutDedicatedCores() {
        golden("S53", cpu(Doc.CX5), plan -> says(plan, "S53", Verdict.OK));
        says(cpu(Doc.CX5).group("net", "udp").plan(), "S53", Verdict.NOTE);
    }

    @Test
    void s54ShouldWaitForInterrupts() {
        golden("S54", cpu(Doc.E810), plan -> {
            says(plan, "S54", Verdict.OK);
            uses(plan, "DPDK e810 interrupt");
        });
    }

    @Test
    void s55ShouldAskTheCatalogueForInterrupts() {
        golden("S55", cpu(Doc.OTHER), plan -> says(plan, "S55", Verdict.OK));
        // vmxnet3 has a DPDK driver, and that driver has no receive interrupts.
        Doc without = cpu("15ad:07b0").nic("kernelDriver", "vmxnet3");
        golden("S55", without, plan -> {
            says(plan, "S55", Verdict.ALERT);
            uses(plan, "UDP udp-native kernel");
        });
    }

    @Test
    void s56ShouldUseUdpOnEna() {
        golden("S56", cpu(Doc.ENA), plan -> {
            says(plan, "S56", Verdict.ALERT);
            uses(plan, "UDP udp-native kernel");
            assertEquals(Verdict.OK, plan.verdict());
        });
        says(cpu(Doc.ENA).group("net", "dpdk").plan(), "S56", Verdict.REFUSED);
        uses(Doc.clients(Doc.ENA).plan(), "DPDK ena poll");
    }

    @Test
    void s58ShouldServeConnectX3ByUdp() {
        golden("S58", Doc.clients(Doc.CX3), plan -> {
            says(plan, "S58", Verdict.ALERT);
            uses(plan, "UDP udp-native kernel");
            assertEquals(Verdict.OK, plan.verdict());
        });
        says(Doc.clients(Doc.CX3).group("net", "dpdk").plan(), "S58", Verdict.REFUSED);
        says(Doc.clients(Doc.CX3).group("net", "udp").plan(), "S58", Verdict.OK);
        Plan withoutSriov = Doc.clients(Doc.OTHER).nic("sriov/bios", false).plan();
        says(withoutSriov, "S58", Verdict.OK);
        uses(withoutSriov, "UDP udp-native kernel");
        Plan unknown = Doc.clients("abcd:0001").plan();
        says(unknown, "S58", Verdict.ALERT);
        uses(unknown, "UDP udp-native kernel");
    }
}
