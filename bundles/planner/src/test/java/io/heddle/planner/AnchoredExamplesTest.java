package io.heddle.planner;

import static io.heddle.planner.Plans.counts;
import static io.heddle.planner.Plans.says;
import static io.heddle.planner.Plans.uses;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** The examples that the contract of {@code heddle net plan} gives. */
class AnchoredExamplesTest {
    private static Plan fine(Doc doc) {
        Plan plan = doc.plan();
        assertEquals(Verdict.OK, plan.verdict(), () -> PlanText.write(plan));
        return plan;
    }

    @Test
    void shouldGiveEightMellanoxBackendsEightAddresses() {
        Plan plan = fine(Doc.backends(Doc.CX6));
        counts(plan, 8, "8 servers = 8", "S68");
        uses(plan, "DPDK / RDMA mellanox poll");
    }

    @Test
    void shouldGiveEightOtherBackendsOfTenProcesses88Addresses() {
        Plan plan = fine(Doc.backends(Doc.OTHER));
        counts(plan, 88, "8 x 10 I/O processes + 8 servers = 88", "S71");
        uses(plan, "DPDK dpdk-generic poll");
    }

    @Test
    void shouldDoubleForTwoInterfaces() {
        Plan plan = fine(Doc.backends(Doc.OTHER).twoNics().group("ha", "dual"));
        counts(plan, 176, "(8 x 10 I/O processes + 8 servers) x 2 interfaces = 176", "S71");
        says(plan, "S91", Verdict.OK);
    }

    @Test
    void shouldGiveTenMellanoxClientsTenAddresses() {
        counts(fine(Doc.clients(Doc.CX6)), 10, "10 clients = 10", "S77");
    }

    @Test
    void shouldGiveTenOtherClientsOfOneFrontendTwentyAddresses() {
        counts(fine(Doc.clients(Doc.OTHER)), 20, "10 x 1 frontends + 10 clients = 20", "S80");
    }

    @Test
    void shouldGiveTenUdpClientsTenAddresses() {
        counts(fine(Doc.clients(Doc.OTHER).group("net", "udp")), 10, "10 clients = 10", "S83");
    }

    @Test
    void shouldUseUdpForEnaInCpuMode() {
        Plan plan = fine(Doc.clients(Doc.ENA).set("mode", "cpu"));
        uses(plan, "UDP udp-native kernel");
        says(plan, "S56", Verdict.ALERT);
    }

    @Test
    void shouldUseUdpForConnectX3() {
        Plan plan = fine(Doc.clients(Doc.CX3));
        uses(plan, "UDP udp-native kernel");
        says(plan, "S58", Verdict.ALERT);
    }

    @Test
    void shouldRefuseLacpOverTwoCards() {
        Doc twoCards = Doc.backends(Doc.CX6)
                .nic("bond", "{\"name\": \"bond0\", \"mode\": 4}")
                .nic("card", "slot1")
                .twoNics()
                .set("groups/0/nics/1/card", "slot2");
        Plan plan = twoCards.plan();
        assertEquals(Verdict.REFUSED, plan.verdict());
        says(plan, "S94", Verdict.REFUSED);
    }
}
