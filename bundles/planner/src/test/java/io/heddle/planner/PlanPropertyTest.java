package io.heddle.planner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.hardware.NicCatalogue;

import org.junit.jupiter.api.Test;

import java.math.BigInteger;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What holds for every description, on random ones. */
class PlanPropertyTest {
    private static final List<String> IDS = List.of(
            Doc.CX3,
            Doc.CX4,
            Doc.CX5,
            Doc.CX6,
            Doc.E810,
            Doc.ENA,
            Doc.OTHER,
            "1af4:1041",
            "dead:beef");
    private static final int RUNS = 2_000;

    private static <T> T one(Random random, List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    private static Doc random(Random random) {
        Doc doc = Doc.backends(one(random, IDS)).group("count", random.nextInt(40));
        doc = random.nextBoolean() ? doc.twoNics() : doc;
        doc = doc.group("ha", one(random, List.of("none", "dual", "lacp")));
        doc = doc.client(one(random, IDS)).group("count", random.nextInt(40));
        doc = doc.group("net", one(random, List.of("auto", "dpdk", "udp")))
                .group("frontends", random.nextInt(4))
                .group("stateless", random.nextBoolean())
                .group("gpudirect", random.nextBoolean());
        doc = random.nextBoolean() ? doc.nic("link", "infiniband") : doc;
        doc = random.nextBoolean() ? doc.nic("ofed", null) : doc;
        return doc.set("mode", one(random, List.of("performance", "cpu")))
                .set("tryout", random.nextBoolean())
                .set("addresses", random.nextBoolean() ? "{}" : """
                        {"management": "10.1.0.0/24", "data": ["10.2.0.0/26", "10.3.0.0/23"]}""");
    }

    @Test
    void shouldNeverGiveFewerAddressesForMoreServers() {
        long seed = Long.getLong("heddle.seed", System.nanoTime());
        var random = new Random(seed);
        for (int i = 0; i < RUNS; i++) {
            Doc doc = random(random);
            int group = random.nextInt(2);
            int count = doc.spec().groups().get(group).count();
            Doc more = doc.set("groups/" + group + "/count", count + 1 + random.nextInt(5));
            long before = doc.plan().groups().get(group).ips().count();
            long after = more.plan().groups().get(group).ips().count();
            assertTrue(after >= before, () -> "seed " + seed + "\n" + doc.json());
        }
    }

    @Test
    void shouldHoldTheContractOfEveryPlan() throws java.net.UnknownHostException {
        long seed = Long.getLong("heddle.seed", System.nanoTime());
        var random = new Random(seed);
        for (int i = 0; i < RUNS; i++) {
            Doc doc = random(random);
            Plan plan = doc.plan();
            boolean refused = false;
            for (GroupPlan group : plan.groups()) {
                refused |= group.verdict() == Verdict.REFUSED;
                String shown = "seed " + seed + "\n" + doc.json() + "\n" + PlanText.write(plan);
                assertTrue(
                        group.ips().formula().endsWith(" = " + group.ips().count()), () -> shown);
                assertTrue(
                        group.findings().stream()
                                .anyMatch(finding ->
                                        finding.rule().equals(group.ips().rule())),
                        () -> shown);
                for (Finding finding : group.findings()) {
                    if (finding.verdict().compareTo(Verdict.ALERT) >= 0) {
                        assertNotNull(finding.remedy(), () -> shown);
                    }
                }
                boolean udp = group.network() == Network.UDP;
                assertEquals(udp, group.rxMode() == RxMode.KERNEL, () -> shown);
                assertEquals(udp, group.driver().equals("udp-native"), () -> shown);
            }
            assertEquals(refused ? Verdict.REFUSED : Verdict.OK, plan.verdict());
            disjoint(plan, "seed " + seed + "\n" + doc.json());
            assertEquals(plan, new Planner().plan(doc.spec(), NicCatalogue.builtIn()));
        }
    }

    /** Addresses that are handed out are counted right and given once. */
    private static void disjoint(Plan plan, String shown) throws java.net.UnknownHostException {
        List<BigInteger[]> taken = new ArrayList<>();
        for (GroupPlan group : plan.groups()) {
            long sum = 0;
            for (AddressRange range : group.addresses()) {
                BigInteger first = number(range.first());
                BigInteger last = number(range.last());
                assertEquals(
                        BigInteger.valueOf(range.count()),
                        last.subtract(first).add(BigInteger.ONE),
                        shown);
                for (BigInteger[] other : taken) {
                    boolean apart = last.compareTo(other[0]) < 0 || first.compareTo(other[1]) > 0;
                    assertTrue(apart, shown);
                }
                taken.add(new BigInteger[] {first, last});
                sum += range.count();
            }
            assertTrue(group.addresses().isEmpty() || sum == group.ips().count(), shown);
        }
    }

    private static BigInteger number(String address) throws java.net.UnknownHostException {
        return new BigInteger(1, InetAddress.getByName(address).getAddress());
    }
}
