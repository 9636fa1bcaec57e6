package io.heddle.planner;

import static io.heddle.planner.Golden.golden;
import static io.heddle.planner.Plans.counts;
import static io.heddle.planner.Plans.says;
import static io.heddle.planner.Plans.uses;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

/** Two networks and their addresses: S61 to S63, S68 to S83 and S91. */
class NetworkGoldenTest {
    private static final String RANGES =
            "{\"management\": \"10.1.0.0/24\", \"data\": [\"10.2.0.0/25\"]}";

    @Test
    void s61ShouldKeepManagementOffTheDataNic() {
        Doc shared = Doc.backends(Doc.CX5).group("managementNic", "ens1f0");
        golden("S61", shared, plan -> {
            says(plan, "S61", Verdict.REFUSED);
            assertEquals(Verdict.REFUSED, plan.verdict());
        });
        Plan tryout = shared.set("tryout", true).plan();
        says(tryout, "S61", Verdict.ALERT);
        assertEquals(Verdict.OK, tryout.verdict());
        Doc client = Doc.clients(Doc.CX5).group("managementNic", "ens1f0");
        says(client.plan(), "S61", Verdict.REFUSED);
        says(client.group("net", "udp").plan(), "S61", Verdict.ALERT);
        says(Doc.backends(Doc.CX5).plan(), "S61", Verdict.OK);
        says(Doc.backends(Doc.CX5).without("groups/0/managementNic").plan(), "S61", Verdict.NOTE);
    }

    @ParameterizedTest
    @CsvSource({
        "ens1f0.100, ens1f0, REFUSED",
        "ens1f0v3, ens1f0, REFUSED",
        "ens1f0, ens1f0v0, REFUSED",
        "ens1f0v1, ens1f0v0, REFUSED",
        "ens1f0np0, ens1f0v2, REFUSED",
        "ens1f0.100, ens1f0.200, REFUSED",
        "ens1f0v3.7, ens1f0np0, REFUSED",
        "ens1f1, ens1f0, OK",
        "ens1f0np1, ens1f0np0, OK",
        "ens1f10, ens1f1, OK",
        "eno1, ens1f0, OK"
    })
    void s61ShouldKnowVlansAndVirtualFunctions(String management, String nic, Verdict verdict) {
        Plan plan = Doc.backends(Doc.CX5)
                .group("managementNic", management)
                .nic("name", nic)
                .plan();
        says(plan, "S61", verdict);
    }

    @Test
    void s62ShouldWantDpdkBetweenBackends() {
        golden("S62", Doc.backends(Doc.CX3), plan -> {
            says(plan, "S62", Verdict.REFUSED);
            uses(plan, "UDP udp-native kernel");
            assertEquals(Verdict.REFUSED, plan.verdict());
        });
        Plan tryout = Doc.backends(Doc.CX3).set("tryout", true).plan();
        says(tryout, "S62", Verdict.ALERT);
        assertEquals(Verdict.OK, tryout.verdict());
        counts(tryout, 8, "8 servers = 8", "S62");
        uses(Doc.backends(Doc.OTHER).set("mode", "cpu").plan(), "DPDK dpdk-generic poll");
        says(Doc.backends(Doc.CX5).group("net", "udp").plan(), "S62", Verdict.REFUSED);
    }

    @Test
    void s63ShouldGiveTheDataNetworkItsOwnRanges() {
        Doc doc = Doc.both(Doc.OTHER).set("addresses", RANGES);
        golden("S63", doc, plan -> says(plan, "S63", Verdict.OK));
        assertEquals(
                List.of(
                        new AddressRange("ens1f0", "10.2.0.1", "10.2.0.88", 88),
                        new AddressRange("ens1f0", "10.2.0.89", "10.2.0.108", 20)),
                doc.plan().groups().stream()
                        .flatMap(group -> group.addresses().stream())
                        .toList());
        for (String wrong : List.of(
                "{\"management\": \"10.2.0.0/16\", \"data\": [\"10.2.0.0/25\"]}",
                "{\"data\": [\"10.2.0.0/24\", \"10.2.0.128/25\"]}",
                "{\"management\": \"10.1.0.0/24\", \"data\": [\"10.2.0.0/26\"]}",
                "{\"management\": \"10.1.0.0/24\", \"data\": []}")) {
            Plan plan = doc.set("addresses", wrong).plan();
            says(plan, "S63", Verdict.REFUSED);
            assertTrue(plan.groups().getFirst().addresses().isEmpty());
        }
        says(Doc.both(Doc.OTHER).plan(), "S63", Verdict.NOTE);
    }

    @Test
    void s68ShouldCountMellanoxBackendsOnce() {
        golden("S68", Doc.backends(Doc.CX5), plan -> {
            counts(plan, 8, "8 servers = 8", "S68");
            says(plan, "S68", Verdict.OK);
        });
    }

    @Test
    void s71ShouldCountEachProcessAndServer() {
        golden("S71", Doc.backends(Doc.OTHER), plan -> {
            counts(plan, 88, "8 x 10 I/O processes + 8 servers = 88", "S71");
            says(plan, "S71", Verdict.OK);
        });
        // An E822 is no E810: it has an address for each process.
        counts(
                Doc.backends("8086:1890").plan(),
                88,
                "8 x 10 I/O processes + 8 servers = 88",
                "S71");
    }

    @Test
    void s72ShouldCountClientsApart() {
        golden("S72", Doc.both(Doc.OTHER), plan -> {
            says(plan, "S72", Verdict.OK);
            assertEquals(88, plan.groups().getFirst().ips().count());
            assertEquals(20, plan.groups().getLast().ips().count());
        });
    }

    @Test
    void s73ShouldLetClientsUseEither() {
        golden("S73", Doc.clients(Doc.OTHER), plan -> {
            says(plan, "S73", Verdict.OK);
            uses(plan, "DPDK dpdk-generic poll");
        });
        uses(Doc.clients(Doc.OTHER).group("net", "udp").plan(), "UDP udp-native kernel");
    }

    @Test
    void s74ShouldPreferDpdk() {
        golden("S74", Doc.clients(Doc.OTHER), plan -> says(plan, "S74", Verdict.OK));
        says(Doc.clients(Doc.CX3).plan(), "S74", Verdict.NOTE);
    }

    @Test
    void s77ShouldCountMellanoxClientsOnce() {
        golden("S77", Doc.clients(Doc.CX5), plan -> {
            counts(plan, 10, "10 clients = 10", "S77");
            says(plan, "S77", Verdict.OK);
        });
    }

    @Test
    void s80ShouldCountEachFrontendAndClient() {
        golden("S80", Doc.clients(Doc.OTHER), plan -> {
            counts(plan, 20, "10 x 1 frontends + 10 clients = 20", "S80");
            says(plan, "S80", Verdict.OK);
        });
        Plan many = Doc.clients(Doc.OTHER).group("frontends", 3).plan();
        says(many, "S80", Verdict.ALERT);
        counts(many, 40, "10 x 3 frontends + 10 clients = 40", "S80");
    }

    @Test
    void s81ShouldKeepUdpForOldHardware() {
        golden("S81", Doc.clients(Doc.CX3), plan -> says(plan, "S81", Verdict.OK));
        says(Doc.clients(Doc.CX5).plan(), "S81", Verdict.NOTE);
    }

    @Test
    void s82ShouldWantTheNativeDriver() {
        Doc udp = Doc.clients(Doc.OTHER).group("net", "udp");
        golden("S82", udp, plan -> says(plan, "S82", Verdict.OK));
        for (String taken : new String[] {"vfio-pci", null}) {
            Plan plan = udp.nic("kernelDriver", taken).plan();
            says(plan, "S82", Verdict.REFUSED);
            assertEquals(Verdict.REFUSED, plan.verdict());
        }
        says(udp.without("groups/0/nics/0/kernelDriver").plan(), "S82", Verdict.NOTE);
        says(Doc.clients(Doc.OTHER).plan(), "S82", Verdict.NOTE);
    }

    @Test
    void s83ShouldCountUdpClientsOnce() {
        golden("S83", Doc.clients(Doc.OTHER).group("net", "udp"), plan -> {
            counts(plan, 10, "10 clients = 10", "S83");
            says(plan, "S83", Verdict.OK);
            says(plan, "S80", Verdict.NOTE);
        });
    }

    @Test
    void s91ShouldDoubleForTwoInterfaces() {
        golden("S91", Doc.backends(Doc.CX5).twoNics().group("ha", "dual"), plan -> {
            counts(plan, 16, "8 servers x 2 interfaces = 16", "S68");
            says(plan, "S91", Verdict.OK);
        });
        counts(
                Doc.clients(Doc.OTHER).twoNics().group("ha", "dual").plan(),
                40,
                "(10 x 1 frontends + 10 clients) x 2 interfaces = 40",
                "S80");
        counts(
                Doc.clients(Doc.CX5)
                        .twoNics()
                        .group("ha", "dual")
                        .group("net", "udp")
                        .plan(),
                20,
                "10 clients x 2 interfaces = 20",
                "S83");
        counts(
                Doc.backends(Doc.CX5).twoNics().group("ha", "lacp").plan(),
                8,
                "8 servers = 8",
                "S68");
    }
}
