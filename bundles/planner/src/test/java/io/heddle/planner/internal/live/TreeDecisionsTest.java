package io.heddle.planner.internal.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.hardware.Inventory;
import io.heddle.hardware.NicCatalogue;
import io.heddle.hardware.trees.Trees;
import io.heddle.net.DriverRanking.Candidate;
import io.heddle.net.DriverRanking.Place;
import io.heddle.net.NetCapability;
import io.heddle.net.spi.ProbeResult;
import io.heddle.planner.Role;
import io.heddle.planner.RuleEvidence;
import io.heddle.planner.Verdict;
import io.heddle.runtime.Noted;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Machines as trees: which drivers the rules allow there if each bundle could open ports. */
class TreeDecisionsTest {
    private static final NicCatalogue CATALOGUE = NicCatalogue.builtIn();
    private static final List<Candidate> ALL = List.of(
            candidate("mellanox", 300, true),
            candidate("e810", 290, true),
            candidate("ena", 280, false),
            candidate("udp-native", 20, true));

    @TempDir
    private Path root;

    private final Noted events = new Noted();

    private static String family(String name) {
        return name.startsWith("udp") ? "udp" : name;
    }

    private static Candidate candidate(String name, int ranking, boolean sleeps) {
        List<NetCapability> can = sleeps ? List.of(new NetCapability.RxInterrupt()) : List.of();
        return new Candidate(
                name,
                family(name),
                "bundle." + name,
                "1",
                ranking,
                new ProbeResult.Usable(can, List.of()));
    }

    private Order order(String tree) {
        Inventory inventory = Trees.read(tree, root);
        return Order.of(Situation.of(inventory, CATALOGUE, Wishes.STANDARD), ALL);
    }

    private static List<String> refused(Order order) {
        return order.places().stream()
                .filter(place -> !place.against().isEmpty())
                .map(Place::driver)
                .sorted()
                .toList();
    }

    private static List<RuleEvidence> rules(Order order, Role role, String driver) {
        return order.byRole().get(role).stream()
                .filter(one -> one.candidate().name().equals(driver))
                .findFirst()
                .orElseThrow()
                .rules();
    }

    private static Verdict verdict(Order order, Role role, String driver, String rule) {
        return rules(order, role, driver).stream()
                .filter(one -> one.rule().equals(rule))
                .map(RuleEvidence::verdict)
                .findFirst()
                .orElseThrow(() -> new AssertionError(rule + ": " + rules(order, role, driver)));
    }

    @Test
    void shouldAllowMellanoxWithOfed() {
        Order order = order("mellanox-ethernet");
        assertEquals("mellanox", order.places().getFirst().driver());
        assertEquals(List.of(), refused(order));
        assertEquals(Verdict.OK, verdict(order, Role.BACKEND, "mellanox", "S66"));
        assertEquals(Verdict.OK, verdict(order, Role.CLIENT, "mellanox", "S75"));
    }

    @Test
    void shouldAllowAnE810WithVirtualFunctions() {
        Order order = order("e810-vfs");
        assertFalse(refused(order).contains("e810"), order.places().toString());
        assertEquals(Verdict.OK, verdict(order, Role.BACKEND, "e810", "S69"));
        assertEquals(Verdict.OK, verdict(order, Role.CLIENT, "e810", "S78"));
    }

    @Test
    void shouldLeaveAnEnaClientThatSharesCoresToUdp() {
        Order order = order("aws-ena");
        assertEquals(Verdict.ALERT, verdict(order, Role.CLIENT, "ena", "S56"));
        assertEquals(
                "udp-native",
                order.byRole().get(Role.CLIENT).stream()
                        .map(one -> one.candidate().name())
                        .filter(name -> name.equals("udp-native") || name.equals("ena"))
                        .findFirst()
                        .orElseThrow());
    }

    @Test
    void shouldServeWhateverAMachineIs() {
        for (String name : Trees.NAMES) {
            Inventory inventory = Trees.read(name, root.resolve(name));
            Order order = Order.of(Situation.of(inventory, CATALOGUE, Wishes.STANDARD), ALL);
            var udp = order.places().stream()
                    .filter(place -> place.driver().equals("udp-native"))
                    .findFirst();
            assertTrue(udp.isPresent() && udp.get().against().isEmpty(), name);
            order.byRole()
                    .values()
                    .forEach(rated -> rated.forEach(one -> one.rules().forEach(rule -> {
                        assertTrue(rule.rule().matches("S[0-9]+"), name + ": " + rule);
                        assertFalse(rule.path().isEmpty(), name + ": " + rule);
                        assertFalse(rule.seen().isEmpty(), name + ": " + rule);
                    })));
            assertEquals(List.of(), Drift.between(inventory, Inventory.read(root.resolve(name))));
        }
    }

    @Test
    void shouldCallItDriftWhenOfedLeavesAndClearItWhenItIsBack() {
        var tree = new SysTree(Trees.unpack("mellanox-ethernet", root));
        Inventory first = tree.read();
        var held = new HeldRules(events);
        held.accept(Situation.of(first, CATALOGUE, Wishes.STANDARD).findings());
        List<String> told = new ArrayList<>();
        var watch = new DriftWatch(first, tree::read, events, (inventory, why) -> {
            told.add(why);
            held.look(Situation.of(inventory, CATALOGUE, Wishes.STANDARD).findings(), why);
        });
        watch.look();
        assertEquals(List.of(), told);
        tree.move("/sys/module/mlx_compat", "/aside");
        watch.look();
        assertEquals(1, told.size());
        assertTrue(told.getFirst().startsWith("OFED"), told.getFirst());
        assertNotNull(events.alert("drift"));
        assertTrue(
                events.alerts().stream().anyMatch(alert -> alert.subject().startsWith("S66 ")),
                events.alerts().toString());
        tree.move("/aside", "/sys/module/mlx_compat");
        watch.look();
        assertNull(events.alert("drift"));
    }
}
