package io.heddle.planner.internal.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.hardware.Inventory;
import io.heddle.net.DataNic;
import io.heddle.net.NetAddress;
import io.heddle.planner.Finding;
import io.heddle.planner.Mode;
import io.heddle.planner.Verdict;
import io.heddle.runtime.Events;
import io.heddle.runtime.Noted;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.lang.annotation.Annotation;
import java.nio.file.Path;
import java.util.List;

/** What is said of an instance as it runs: advice on a try-out, else an alert. */
class NetworkAdviceTest {
    private static final NetAddress LOOPBACK = NetAddress.ipv4(0x7f00_0001, 0);
    private static final Wishes PERFORMANCE = new Wishes(Mode.PERFORMANCE, true, true, 10);
    private static final Wishes STRICT = new Wishes(Mode.CPU, false, true, 10);
    private static final Inventory NOTHING = Inventory.ofFunctions(List.of());

    @TempDir
    private Path root;

    private final Noted events = new Noted();

    private void tell(Wishes wishes, String driver, @Nullable String management, NetAddress data) {
        var networks = LocalNetworks.of(management, List.of(nic("data", data, "")));
        NetworkAdvice.tell(
                NetworkAdvice.findings(NOTHING, wishes, networks, driver, driver.startsWith("udp")),
                wishes,
                events);
    }

    private static DataNic nic(String name, NetAddress address, String label) {
        return new DataNic(name, List.of(address), label, DataNic.Link.UP);
    }

    private static Finding find(List<Finding> findings, String rule) {
        return findings.stream()
                .filter(one -> one.rule().equals(rule))
                .findFirst()
                .orElseThrow();
    }

    private static List<Finding> of(List<DataNic> nics) {
        return NetworkAdvice.findings(
                NOTHING, Wishes.STANDARD, LocalNetworks.of("127.0.0.1", nics), "udp-native", true);
    }

    @Test
    void s88ShouldSayOfTheRunningInstanceThatBothInterfacesAreUsed() {
        var a = nic("a", NetAddress.ipv4(0x0a02_0007, 0), "left");
        var b = nic("b", NetAddress.ipv4(0x0a03_0007, 0), "");
        assertEquals(Verdict.NOTE, find(of(List.of(a)), "S86").verdict());
        List<Finding> both = of(List.of(a, b));
        assertEquals("in use: a, b", find(both, "S86").evidence());
        assertEquals(Verdict.OK, find(both, "S86").verdict());
        assertEquals(Verdict.OK, find(both, "S88").verdict());
        assertEquals(Verdict.OK, find(both, "S61").verdict());
        var cut = new DataNic("b", b.addresses(), "", DataNic.Link.DOWN);
        Finding lame = find(of(List.of(a, cut)), "S88");
        assertEquals(Verdict.ALERT, lame.verdict());
        assertEquals("b of a, b has no link", lame.evidence());
    }

    @Test
    void s92ShouldShowTheLabelsOfTheRunningInstance() {
        var a = nic("a", NetAddress.ipv4(0x0a02_0007, 0), "left");
        var b = nic("b", NetAddress.ipv4(0x0a03_0007, 0), "");
        List<Finding> labels = of(List.of(a, b)).stream()
                .filter(one -> one.rule().equals("S92"))
                .toList();
        assertEquals(List.of("a", "b"), labels.stream().map(Finding::subject).toList());
        assertEquals("label=left", labels.getFirst().evidence());
        assertEquals(Verdict.NOTE, labels.getLast().verdict());
    }

    @Test
    void shouldFindTheManagementBehindAnyOfSeveralNics() {
        var other = nic("b", NetAddress.ipv4(0x0a03_0007, 0), "");
        Finding shared = find(of(List.of(other, nic("lo", LOOPBACK, ""))), "S61");
        assertEquals(Verdict.ALERT, shared.verdict());
        assertTrue(shared.evidence().contains("both are lo"), shared.evidence());
    }

    private Events.Severity severity(String kind) {
        Events.Alert alert = events.alert(kind);
        assertNotNull(alert, kind);
        return alert.severity();
    }

    @Test
    void shouldAdviseOnATryOutAndAlertElsewhere() {
        tell(Wishes.STANDARD, "udp-native", "127.0.0.1", LOOPBACK);
        assertEquals(Events.Severity.ADVICE, severity("udp-backend"));
        assertEquals(Events.Severity.ADVICE, severity("shared-interface"));
        assertNull(events.alert("udp-client"));
        tell(PERFORMANCE, "udp-native", "127.0.0.1", LOOPBACK);
        assertEquals(Events.Severity.ALERT, severity("udp-backend"));
        assertEquals(Events.Severity.ALERT, severity("udp-client"));
        assertEquals(Events.Severity.ADVICE, severity("shared-interface"));
        tell(STRICT, "udp-native", "127.0.0.1", LOOPBACK);
        assertEquals(Events.Severity.ALERT, severity("shared-interface"));
        tell(Wishes.STANDARD, "none", "127.0.0.1", LOOPBACK);
        assertEquals(Events.Severity.ALERT, severity("udp-backend"));
        tell(Wishes.STANDARD, "mellanox", "127.0.0.1", NetAddress.ipv4(0x0a02_0007, 0));
        assertEquals(List.of(), events.alerts());
    }

    @Test
    void shouldTellPhysicalInterfacesApart() {
        String route = "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow"
                + "\tIRTT\n";
        var tree = new SysTree(root)
                .nic("0000:3b:00.0", "15b3:1017", "mlx5_core", "ens1")
                .nic("0000:5e:00.0", "15b3:1017", "mlx5_core", "ens2")
                .nic("0000:3b:00.2", "15b3:1018", "mlx5_core", "ens1v0")
                .link("/sys/bus/pci/devices/0000:3b:00.2/physfn", "../0000:3b:00.0")
                .plain("ens1.100")
                .file("/sys/class/net/ens1.100/uevent", "DEVTYPE=vlan")
                .link("/sys/class/net/ens1.100/lower_ens1", "../ens1");
        tree.file(
                        "/proc/net/route",
                        route
                                + row("ens1", "0001A8C0")
                                + row("ens2", "0002A8C0")
                                + row("ens1v0", "0003A8C0")
                                + row("ens1.100", "0004A8C0"))
                .file(
                        "/proc/net/fib_trie",
                        trie("192.168.1.1")
                                + trie("192.168.2.1")
                                + trie("192.168.3.1")
                                + trie("192.168.4.1"));
        Inventory inventory = tree.read();
        assertEquals(4, inventory.addressing().addresses().size(), inventory.toString());
        var shared = new SharedInterface(inventory);
        assertNull(behind(shared, "192.168.1.1", 0xc0a8_0201));
        assertEquals("ens1", behind(shared, "192.168.1.1", 0xc0a8_0301));
        assertEquals("ens1", behind(shared, "192.168.4.1", 0xc0a8_0101));
        assertEquals("ens2", behind(shared, "0.0.0.0", 0xc0a8_0201));
        assertNull(behind(shared, "127.0.0.1", 0xc0a8_0201));
        assertNull(behind(shared, "192.168.9.9", 0xc0a8_0909));
    }

    private static String row(String name, String network) {
        return name + "\t" + network + "\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n";
    }

    private static String trie(String address) {
        return "     |-- " + address + "\n        /32 host LOCAL\n";
    }

    private static @Nullable String behind(SharedInterface shared, String management, int data) {
        var networks =
                LocalNetworks.of(management, List.of(nic("data", NetAddress.ipv4(data, 0), "")));
        assertNotNull(networks.management());
        return shared.behind(networks.management(), networks.data().getFirst());
    }

    @Test
    void shouldNotAskANameServer() {
        var networks = LocalNetworks.of("manage.example", List.of());
        assertNull(networks.management());
        List<Finding> findings =
                NetworkAdvice.findings(NOTHING, Wishes.STANDARD, networks, "udp-native", true);
        assertEquals(Verdict.NOTE, find(findings, "S61").verdict());
        assertNotNull(LocalNetworks.of("localhost", List.of()).management());
        assertTrue(LocalNetworks.of(null, List.of()).management().isAnyLocalAddress());
    }

    @Test
    void shouldRefuseAConfigurationByKeyAndValue() {
        assertEquals(Wishes.STANDARD, Wishes.of(config("cpu", 10)));
        var mode =
                assertThrows(IllegalArgumentException.class, () -> Wishes.of(config("fast", 10)));
        assertEquals(
                "mode=fast in io.heddle.planner is no mode; write performance or cpu.",
                mode.getMessage());
        var seconds =
                assertThrows(IllegalArgumentException.class, () -> Wishes.of(config("cpu", 0)));
        assertTrue(String.valueOf(seconds.getMessage()).contains("watchSeconds=0"));
    }

    private static PlannerConfig config(String mode, int seconds) {
        return new PlannerConfig() {
            @Override
            public Class<? extends Annotation> annotationType() {
                return PlannerConfig.class;
            }

            @Override
            public String mode() {
                return mode;
            }

            @Override
            public boolean tryout() {
                return true;
            }

            @Override
            public boolean stateless() {
                return true;
            }

            @Override
            public int watchSeconds() {
                return seconds;
            }
        };
    }
}
