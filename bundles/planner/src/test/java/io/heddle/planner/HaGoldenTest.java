package io.heddle.planner;

import static io.heddle.planner.Golden.golden;
import static io.heddle.planner.Plans.last;
import static io.heddle.planner.Plans.says;
import static io.heddle.planner.Plans.verdicts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.Collections;
import java.util.List;

/** No single point of failure: S84 to S95, and the split over NICs of S121. */
class HaGoldenTest {
    private static final List<Verdict> BOTH_OK = Collections.nCopies(2, Verdict.OK);

    private static Doc dual() {
        return Doc.backends(Doc.CX5).twoNics().group("ha", "dual");
    }

    private static Doc lacp(int mode) {
        String bond = "{\"name\": \"bond0\", \"mode\": " + mode + "}";
        return Doc.backends(Doc.CX5).nic("bond", bond).twoNics().group("ha", "lacp");
    }

    private static void refused(Doc doc, String rule) {
        Plan plan = doc.plan();
        assertTrue(verdicts(plan, rule).contains(Verdict.REFUSED), () -> PlanText.write(plan));
        assertEquals(Verdict.REFUSED, plan.verdict());
    }

    @Test
    void s84ShouldWantSeveralSwitches() {
        golden("S84", dual(), plan -> says(plan, "S84", Verdict.OK));
        Plan one = dual().set("groups/0/nics/1/switch", "A").plan();
        says(one, "S84", Verdict.ALERT);
        assertEquals(Verdict.OK, one.verdict());
        says(dual().without("groups/0/nics/0/switch").plan(), "S84", Verdict.NOTE);
        says(Doc.backends(Doc.CX5).without("groups/0/nics/0/switch").plan(), "S84", Verdict.ALERT);
    }

    @Test
    void s85ShouldWantALegOnEach() {
        golden("S85", dual(), plan -> says(plan, "S85", Verdict.OK));
        Plan one = dual().set("groups/0/nics/0/switch", "B").plan();
        says(one, "S85", Verdict.ALERT);
        assertEquals(Verdict.OK, one.verdict());
        says(Doc.backends(Doc.CX5).plan(), "S85", Verdict.ALERT);
        says(Doc.backends(Doc.CX5).without("groups/0/nics/0/switch").plan(), "S85", Verdict.ALERT);
        says(dual().without("groups/0/nics/0/switch").plan(), "S85", Verdict.NOTE);
    }

    @Test
    void s86ShouldWantTwoInterfaces() {
        Doc one = Doc.backends(Doc.OTHER).group("ha", "dual");
        golden("S86", one, plan -> {
            says(plan, "S86", Verdict.REFUSED);
            assertEquals(Verdict.REFUSED, plan.verdict());
            assertEquals(176, last(plan).ips().count());
        });
        says(dual().plan(), "S86", Verdict.OK);
    }

    @Test
    void s87ShouldAllowModes1And4OnEthernetOnly() {
        golden("S87", lacp(4), plan -> assertEquals(BOTH_OK, verdicts(plan, "S87")));
        assertEquals(
                "mode 4 (802.3ad)",
                last(lacp(4).plan()).findings().stream()
                        .filter(finding -> finding.rule().equals("S87"))
                        .findFirst()
                        .orElseThrow()
                        .evidence());
        Doc activeBackup = lacp(1).group("ha", "none");
        assertEquals(BOTH_OK, verdicts(activeBackup.plan(), "S87"));
        assertEquals(Verdict.OK, activeBackup.plan().verdict());
        for (int mode : new int[] {0, 2, 3, 5, 6}) {
            refused(lacp(mode), "S87");
            refused(lacp(mode).group("ha", "none"), "S87");
        }
        refused(lacp(4).nic("link", "infiniband"), "S87");
    }

    @Test
    void s88ShouldUseBothInterfacesWithoutABond() {
        golden("S88", dual(), plan -> says(plan, "S88", Verdict.OK));
        refused(lacp(1).group("ha", "dual"), "S88");
    }

    @Test
    void s92ShouldAskForLabels() {
        Doc labelled = dual().nic("label", "rack-1-a");
        golden(
                "S92",
                labelled,
                plan -> assertEquals(List.of(Verdict.OK, Verdict.NOTE), verdicts(plan, "S92")));
    }

    @Test
    void s94ShouldKeepLacpOnOneMellanoxCard() {
        golden("S94", lacp(4), plan -> says(plan, "S94", Verdict.OK));
        refused(lacp(4).set("groups/0/nics/1/address", "0000:5e:00.0"), "S94");
        Doc named = lacp(4).nic("card", "slot1").set("groups/0/nics/1/card", "slot2");
        refused(named, "S94");
        refused(named.group("ha", "none"), "S94");
        Doc unsaid = lacp(4).without("groups/0/nics/0/address");
        says(unsaid.plan(), "S94", Verdict.NOTE);
        assertEquals(Verdict.OK, unsaid.plan().verdict());
        refused(Doc.backends(Doc.OTHER).twoNics().group("ha", "lacp"), "S94");
        Doc activeBackup = lacp(1).set("groups/0/nics/1/address", "0000:5e:00.0");
        assertEquals(Verdict.OK, activeBackup.group("ha", "none").plan().verdict());
    }

    @Test
    void s95ShouldNotBondVirtualFunctions() {
        golden("S95", lacp(4), plan -> assertEquals(BOTH_OK, verdicts(plan, "S95")));
        refused(lacp(4).nic("function", "vf"), "S95");
        refused(lacp(1).nic("function", "vf").group("ha", "none"), "S95");
        // 15b3:1018 is the id of virtual functions, whatever the description says.
        refused(lacp(4).nic("pci", "15b3:1018"), "S95");
    }

    @Test
    void s121ShouldSplitProcessesOverTheNics() {
        golden("S121", dual(), plan -> {
            assertEquals(BOTH_OK, verdicts(plan, "S121"));
            assertEquals(
                    List.of(
                            new NumaLane("ens1f0", 0, List.of(0, 2, 4, 6, 8)),
                            new NumaLane("ens1f1", 1, List.of(1, 3, 5, 7, 9))),
                    last(plan).numa());
        });
        assertEquals(
                List.of(Verdict.NOTE, Verdict.OK),
                verdicts(dual().without("groups/0/nics/0/numa").plan(), "S121"));
    }
}
