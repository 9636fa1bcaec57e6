package io.heddle.planner.internal.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.hardware.NicCatalogue;
import io.heddle.net.DriverRanking.Candidate;
import io.heddle.net.DriverRanking.Place;
import io.heddle.net.NetCapability;
import io.heddle.net.spi.ProbeResult;
import io.heddle.net.spi.Reason;
import io.heddle.planner.Mode;
import io.heddle.planner.Role;
import io.heddle.planner.RuleEvidence;
import io.heddle.planner.Verdict;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;

/** The order of drivers by role and mode, for drivers that could serve and for those that cannot. */
class OrderTest {
    private static final String NO_INTERRUPTS = """
            {"version": 1, "families": [
              {"family": "ConnectX-5", "ids": {"pf": ["15b3:1017"], "source": "us"},
               "rxInterrupt": {"is": false, "source": "measured"}}]}
            """;
    private static final Wishes TRYOUT = Wishes.STANDARD;
    private static final Wishes PERFORMANCE = new Wishes(Mode.PERFORMANCE, false, true, 10);
    private static final Wishes STRICT_CPU = new Wishes(Mode.CPU, false, true, 10);
    private static final Candidate UDP = usable("udp-native", 20, true);
    private static final Candidate NETTY = usable("udp-netty", 10, true);
    private static final Candidate MELLANOX = usable("mellanox", 300, true);
    private static final Candidate ENA = usable("ena", 280, false);

    @TempDir
    private Path root;

    private SysTree tree;

    @BeforeEach
    void machine() {
        tree = new SysTree(root).file("/proc/sys/kernel/osrelease", "6.1.0");
    }

    private static String family(String name) {
        return name.startsWith("udp") ? "udp" : name;
    }

    private static Candidate usable(String name, int ranking, boolean sleeps) {
        List<NetCapability> can = sleeps ? List.of(new NetCapability.RxInterrupt()) : List.of();
        return new Candidate(
                name,
                family(name),
                "bundle." + name,
                "1",
                ranking,
                new ProbeResult.Usable(can, List.of()));
    }

    private static Candidate unusable(String name, String rule) {
        var reason = new Reason(rule, "There is none.", "/sys/bus/pci/devices", "no", "a NIC");
        return new Candidate(
                name,
                family(name),
                "bundle." + name,
                "1",
                300,
                new ProbeResult.Unusable(List.of(reason)));
    }

    private Order order(Wishes wishes, Candidate... candidates) {
        var situation = Situation.of(tree.read(), NicCatalogue.builtIn(), wishes);
        return Order.of(situation, List.of(candidates));
    }

    private void mellanox(boolean withOfed) {
        tree.nic("0000:3b:00.0", "15b3:1017", "mlx5_core", "ens1");
        if (withOfed) {
            tree.file(
                            "/usr/bin/ofed_info",
                            "if [ \"$1\" == \"-s\" ]; then echo MLNX_OFED_LINUX-5.4-1.0.3.0: ; exit; fi")
                    .file("/sys/module/mlx_compat/version", "5.4-1.0.3");
        }
    }

    private static List<String> names(List<Rated> rated) {
        return rated.stream().map(one -> one.candidate().name()).toList();
    }

    private static List<String> placed(Order order) {
        return order.places().stream()
                .filter(place -> place.against().isEmpty())
                .map(Place::driver)
                .toList();
    }

    private static Rated rated(Order order, Role role, String driver) {
        return order.byRole().get(role).stream()
                .filter(one -> one.candidate().name().equals(driver))
                .findFirst()
                .orElseThrow();
    }

    private static RuleEvidence rule(Rated rated, String rule) {
        return rated.rules().stream()
                .filter(one -> one.rule().equals(rule))
                .findFirst()
                .orElseThrow(() -> new AssertionError(rule + " is not in " + rated.rules()));
    }

    @Test
    void shouldChooseUdpForATryOutAndNameWhatSpeaksAgainstTheOthers() {
        Order order = order(TRYOUT, NETTY, unusable("mellanox", "S65"), UDP);
        assertEquals(
                List.of("udp-native", "udp-netty", "mellanox"),
                names(order.byRole().get(Role.CLIENT)));
        Place first = order.places().getFirst();
        assertEquals("udp-native", first.driver());
        assertTrue(first.because().contains("mellanox (S65)"), first.because());
        Rated backend = rated(order, Role.BACKEND, "udp-native");
        assertEquals(Verdict.ALERT, rule(backend, "S62").verdict());
        assertEquals(
                Verdict.OK, rule(rated(order, Role.CLIENT, "udp-native"), "S81").verdict());
        RuleEvidence none = rule(rated(order, Role.BACKEND, "mellanox"), "S65");
        assertEquals(Verdict.REFUSED, none.verdict());
        assertEquals("/sys/bus/pci/devices", none.path());
        assertEquals("Provide a NIC.", none.remedy());
    }

    @Test
    void shouldPutVirtualPortsLastAndRefuseThemOutsideOfATryOut() {
        var probe = new ProbeResult.Usable(List.of(), List.of());
        var virtual = new Candidate("af_packet", "lab", "bundle.lab", "1", 900, probe);
        Order order = order(TRYOUT, virtual, UDP, NETTY);
        assertEquals(List.of("udp-native", "udp-netty", "af_packet"), placed(order));
        assertTrue(order.places().getLast().because().contains("an operator swaps to it"));
        Order strict = order(STRICT_CPU, virtual);
        assertEquals(List.of(), placed(strict));
        RuleEvidence why = rule(rated(strict, Role.BACKEND, "af_packet"), "S62");
        assertEquals(Verdict.REFUSED, why.verdict());
        assertFalse(order.isKernel("af_packet"));
        var broken = new Candidate(
                "tap",
                "lab",
                "bundle.lab",
                "1",
                1,
                new ProbeResult.Unusable(
                        List.of(new Reason("S40", "It is not here.", "/usr/lib", "no", "yes"))));
        String because = order(TRYOUT, broken, UDP).places().getFirst().because();
        assertFalse(because.contains("tap"), because);
    }

    @Test
    void shouldTakeADriverForWhatItsFamilyIsAndNotItsName() {
        var probe = new ProbeResult.Usable(List.of(), List.of());
        var copy = new Candidate("my-own", "udp", "bundle.own", "1", 15, probe);
        Order order = order(TRYOUT, NETTY, copy, UDP);
        assertEquals(List.of("udp-native", "my-own", "udp-netty"), placed(order));
        assertTrue(order.isKernel("my-own"));
        assertFalse(order(TRYOUT, MELLANOX).isKernel("mellanox"));
    }

    @Test
    void shouldRefuseUdpBackendsOutsideOfATryOut() {
        Order order = order(PERFORMANCE, UDP, NETTY);
        assertEquals(List.of(), placed(order));
        assertEquals("S62", order.places().getFirst().against().getFirst().rule());
        assertTrue(rated(order, Role.CLIENT, "udp-native").serves());
        assertEquals(
                Verdict.ALERT,
                rule(rated(order, Role.CLIENT, "udp-native"), "S28").verdict());
    }

    @Test
    void shouldPreferUserSpaceWhereItsNicMeetsTheRules() {
        mellanox(true);
        Order order = order(PERFORMANCE, UDP, MELLANOX);
        assertEquals(List.of("mellanox"), placed(order));
        Rated backend = rated(order, Role.BACKEND, "mellanox");
        assertTrue(backend.serves(), backend.toString());
        assertEquals(Verdict.OK, rule(backend, "S66").verdict());
        assertEquals("/sys/module/mlx_compat", rule(backend, "S66").path());
        assertEquals(
                "/sys/bus/pci/devices/0000:3b:00.0/device", rule(backend, "S65").path());
        assertEquals(List.of("mellanox", "udp-native"), placed(order(TRYOUT, UDP, MELLANOX)));
    }

    @Test
    void shouldRefuseADriverWhoseNicBreaksARule() {
        mellanox(false);
        Order order = order(TRYOUT, UDP, MELLANOX);
        assertEquals(List.of("udp-native"), placed(order));
        Rated backend = rated(order, Role.BACKEND, "mellanox");
        assertFalse(backend.serves());
        assertEquals(Verdict.REFUSED, rule(backend, "S66").verdict());
        assertTrue(
                order.places().getFirst().because().contains("mellanox (S"),
                order.places().getFirst().because());
    }

    @Test
    void shouldGiveEachRoleItsOrderAndTheSwitchboardTheBackends() {
        tree.nic("0000:00:05.0", "1d0f:ec20", "vfio-pci", "ens5");
        Order order = order(TRYOUT, UDP, ENA);
        assertEquals(List.of("ena", "udp-native"), names(order.byRole().get(Role.BACKEND)));
        assertEquals(List.of("udp-native", "ena"), names(order.byRole().get(Role.CLIENT)));
        assertEquals(List.of("ena", "udp-native"), placed(order));
        Rated client = rated(order, Role.CLIENT, "ena");
        assertEquals(Verdict.ALERT, rule(client, "S56").verdict());
        assertTrue(rule(client, "S56").path().startsWith("NIC catalogue"));
        assertEquals(
                List.of("ena", "udp-native"),
                names(order(new Wishes(Mode.PERFORMANCE, true, true, 10), UDP, ENA)
                        .byRole()
                        .get(Role.CLIENT)));
    }

    @Test
    void shouldKeepStatefulClientsOffSharedUserSpace() {
        mellanox(true);
        var stateful = new Wishes(Mode.CPU, true, false, 10);
        List<Rated> clients = order(stateful, UDP, MELLANOX).byRole().get(Role.CLIENT);
        assertEquals(List.of("udp-native", "mellanox"), names(clients));
        assertEquals(Verdict.ALERT, rule(clients.getLast(), "S52").verdict());
        assertEquals(
                List.of("mellanox", "udp-native"),
                names(order(TRYOUT, UDP, MELLANOX).byRole().get(Role.CLIENT)));
    }

    @Test
    void shouldNotUseInCpuModeWhatBackendsAreRefused() {
        mellanox(true);
        assertEquals(List.of("mellanox"), placed(order(STRICT_CPU, UDP, MELLANOX)));
    }

    @Test
    void shouldSayAtUdpWhyNicsWithoutADriverBundleAreLeftToTheKernel() {
        tree.nic("0000:3b:00.0", "8086:10fb", "ixgbe", "ens1");
        Rated backend = rated(order(TRYOUT, UDP), Role.BACKEND, "udp-native");
        RuleEvidence said = rule(backend, "S70");
        assertEquals(Verdict.NOTE, said.verdict());
        assertTrue(said.text().contains("of ens1"), said.text());
        assertTrue(backend.serves());
    }

    @Test
    void shouldFollowACellOfTheCatalogue() {
        mellanox(true);
        Rated before = rated(order(TRYOUT, MELLANOX), Role.CLIENT, "mellanox");
        assertEquals(Verdict.OK, rule(before, "S55").verdict());
        NicCatalogue changed = NicCatalogue.builtIn().withOverrides(NO_INTERRUPTS);
        Order order = Order.of(Situation.of(tree.read(), changed, TRYOUT), List.of(MELLANOX));
        RuleEvidence after = rule(rated(order, Role.CLIENT, "mellanox"), "S55");
        assertEquals(Verdict.ALERT, after.verdict());
        assertTrue(after.seen().contains("measured"), after.seen());
    }

    @Test
    void shouldShowWhatADriverThatServesCouldDoBetter() {
        var small = new Reason("S57", "Small buffers.", "/proc/rmem_max", "1", "2", "Make it 2.");
        var plain = new Reason("S57", "The kernel serves UDP.", "/proc/osrelease", "6.1", "3.0");
        var udp = new Candidate(
                "udp-native",
                "udp",
                "bundle",
                "1",
                20,
                new ProbeResult.Usable(
                        List.of(new NetCapability.RxInterrupt()), List.of(plain, small)));
        Rated rated = order(TRYOUT, udp).byRole().get(Role.CLIENT).getFirst();
        assertTrue(rated.serves());
        RuleEvidence first = rated.rules().get(0);
        assertEquals(Verdict.OK, first.verdict());
        assertEquals(null, first.remedy());
        RuleEvidence second = rated.rules().get(1);
        assertEquals(Verdict.ALERT, second.verdict());
        assertEquals("Make it 2.", second.remedy());
    }
}
