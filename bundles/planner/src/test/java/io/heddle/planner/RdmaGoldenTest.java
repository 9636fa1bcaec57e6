package io.heddle.planner;

import static io.heddle.planner.Golden.golden;
import static io.heddle.planner.Plans.last;
import static io.heddle.planner.Plans.says;
import static io.heddle.planner.Plans.uses;
import static io.heddle.planner.Plans.verdicts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Map;

/** RDMA and GPUDirect: S99 to S113. */
class RdmaGoldenTest {
    /** All that RDMA needs. */
    private static Doc rdma() {
        return Doc.both(Doc.CX5);
    }

    /** All that GPUDirect needs, too. */
    private static Doc gpudirect() {
        return Doc.backends(Doc.CX6)
                .nic("link", "infiniband")
                .client(Doc.CX6)
                .nic("link", "infiniband")
                .group("gpudirect", true);
    }

    private static List<String> reasons(Plan plan) {
        return plan.rdma().reasons().stream().map(RdmaPlan.Reason::rule).toList();
    }

    private static void isNot(Plan plan, String rule, List<String> reasons) {
        assertFalse(plan.rdma().active());
        assertEquals(reasons, reasons(plan));
        assertTrue(verdicts(plan, rule).contains(Verdict.NOTE), () -> PlanText.write(plan));
        assertEquals(Verdict.OK, plan.verdict());
    }

    @Test
    void s99ShouldUseRdmaFrom32KibReadAnd256KibWritten() {
        golden("S99", rdma(), plan -> {
            says(plan, "S99", Verdict.OK);
            Finding finding = last(plan).findings().stream()
                    .filter(each -> each.rule().equals("S99"))
                    .findFirst()
                    .orElseThrow();
            assertEquals("reads from 32768 bytes, writes from 262144 bytes", finding.evidence());
        });
    }

    @Test
    void s101ShouldWantRdmaOnAllServers() {
        golden("S101", rdma(), plan -> {
            says(plan, "S101", Verdict.OK);
            uses(plan, "DPDK / RDMA mellanox poll");
        });
        isNot(Doc.backends(Doc.CX4).client(Doc.CX5).plan(), "S101", List.of("S101", "S106"));
        isNot(Doc.clients(Doc.CX5).plan(), "S101", List.of("S101"));
    }

    @Test
    void s102ShouldWantRdmaOnTheInterfacesOfGpuDirect() {
        Doc wrong = gpudirect().group("gpudirect", "{\"nics\": [\"ib9\"]}");
        golden("S102", wrong, plan -> {
            says(plan, "S102", Verdict.ALERT);
            assertFalse(last(plan).gpudirect());
            assertEquals(Verdict.OK, plan.verdict());
        });
        says(gpudirect().plan(), "S102", Verdict.OK);
        // Another NIC that cannot leaves GPUDirect alone and takes RDMA from the client (S103).
        Plan named = gpudirect()
                .twoNics()
                .set("groups/1/nics/1/pci", Doc.CX4)
                .group("gpudirect", "{\"nics\": [\"ens1f0\"]}")
                .plan();
        assertTrue(last(named).gpudirect());
        uses(named, "DPDK mellanox poll");
    }

    @Test
    void s103ShouldWantRdmaOnAllNicsOfAClient() {
        Doc one = rdma().twoNics().set("groups/1/nics/1/pci", Doc.CX4);
        golden("S103", one, plan -> {
            says(plan, "S103", Verdict.NOTE);
            uses(plan, "DPDK mellanox poll");
            assertTrue(plan.rdma().active());
        });
        says(rdma().plan(), "S103", Verdict.OK);
    }

    @Test
    void s104ShouldFallBackForEncryptedFileSystems() {
        Doc doc = rdma().set("filesystems", """
                [{"name": "train", "encrypted": false}, {"name": "vault", "encrypted": true}]""");
        golden("S104", doc, plan -> {
            assertEquals(Map.of("train", true, "vault", false), last(plan).rdmaFilesystems());
            assertEquals(List.of(Verdict.OK, Verdict.NOTE), verdicts(plan, "S104"));
        });
    }

    @Test
    void s105ShouldWantInfinibandForGpuDirect() {
        Doc ethernet = rdma().group("gpudirect", true);
        golden("S105", ethernet, plan -> {
            says(plan, "S105", Verdict.ALERT);
            assertFalse(last(plan).gpudirect());
            uses(plan, "DPDK / RDMA mellanox poll");
            assertEquals(Verdict.OK, plan.verdict());
        });
        says(gpudirect().plan(), "S105", Verdict.OK);
    }

    @Test
    void s106ShouldWantAnRdmaNicOfTheCatalogue() {
        golden("S106", rdma(), plan -> says(plan, "S106", Verdict.OK));
        isNot(Doc.both(Doc.OTHER).plan(), "S106", List.of("S101", "S106"));
        assertTrue(Doc.backends(Doc.CX6).plan().rdma().active());
    }

    @ParameterizedTest
    @CsvSource({
        "4.6-1.0.1.1, true",
        "4.6-1.0.1.0, false",
        "4.6, false",
        "4.5-9.9.9.9, false",
        "4.7-0.0.0.1, true",
        "4.10-1.0.0.0, true",
        "5.4-1.0.3.0, true",
        "24.10-0.7.0.0, true",
        "MLNX_OFED_LINUX-5.4-1.0.3.0:, true",
        "new, false",
        "9999999999999999999999.0, true"
    })
    void s107ShouldCompareVersionsNumberByNumber(String version, boolean active) {
        Plan plan = rdma().set("groups/0/nics/0/ofed/version", version).plan();
        assertEquals(active, plan.rdma().active());
        assertEquals(active ? List.of() : List.of("S101", "S107"), reasons(plan));
    }

    @Test
    void s107ShouldWantOfed46() {
        golden("S107", rdma(), plan -> says(plan, "S107", Verdict.OK));
        for (String at : List.of("ofed", "ofed/version")) {
            Doc unsaid = rdma().without("groups/0/nics/0/" + at);
            assertEquals(List.of("S101", "S107"), reasons(unsaid.plan()));
        }
    }

    @Test
    void s108ShouldWantTheOptionsOfOfed() {
        Doc without = gpudirect().nic("ofed/options", "[\"--dpdk\"]");
        golden("S108", without, plan -> {
            says(plan, "S108", Verdict.ALERT);
            assertFalse(last(plan).gpudirect());
            uses(plan, "DPDK / RDMA mellanox poll");
        });
        says(gpudirect().without("groups/1/nics/0/ofed/options").plan(), "S108", Verdict.ALERT);
        says(gpudirect().plan(), "S108", Verdict.OK);
    }

    @Test
    void s109ShouldBypassThePageCacheUnderGpuDirect() {
        golden("S109", gpudirect(), plan -> {
            assertTrue(last(plan).gpudirect());
            says(plan, "S109", Verdict.OK);
            assertEquals(List.of(), verdicts(plan, "S110"));
        });
    }

    @Test
    void s110ShouldKeepThePageCacheForPlainRdma() {
        golden("S110", rdma(), plan -> {
            says(plan, "S110", Verdict.OK);
            assertEquals(List.of(), verdicts(plan, "S109"));
        });
    }

    @Test
    void s111ShouldSwitchRdmaOffInAMixedCluster() {
        Doc mixed = rdma().nic("link", "infiniband");
        golden("S111", mixed, plan -> isNot(plan, "S111", List.of("S111")));
        Plan wished = mixed.group("gpudirect", true).plan();
        says(wished, "S111", Verdict.ALERT);
        assertFalse(last(wished).gpudirect());
    }

    @Test
    void s113ShouldSwitchRdmaForTheClusterOrOneClient() {
        golden("S113", rdma().group("rdma", "off"), plan -> {
            says(plan, "S113", Verdict.NOTE);
            uses(plan, "DPDK mellanox poll");
            assertTrue(plan.rdma().active());
        });
        isNot(rdma().set("rdma", "off").plan(), "S113", List.of("S113"));
        isNot(rdma().set("groups/0/rdma", "off").plan(), "S113", List.of("S113"));
    }
}
